"""The Open311 facade: GeoReport v2, with the updates that FixMyStreet added to it.

Complaints are not places: no location is asked for and none is told. Whoever files needs an API key; what anybody may
read are cases that the lead marked for it, to the day, without a word of what was written.
"""
