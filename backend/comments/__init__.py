"""Words that respondents leave about units: checked by the office after closing, coded by topics, handed to the units.

What a person wrote is never changed. Units, supervisors and the leaders read a second text, in which the office may cover
something but write nothing (covering.py). Source: S1, opinions and suggestions of the evaluation; security design, section 2.
"""
