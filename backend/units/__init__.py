"""The register of evaluated units and their sequences."""
