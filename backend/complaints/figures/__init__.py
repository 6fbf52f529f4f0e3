"""The figures of the centre: counted, named, and hidden where they are small."""
