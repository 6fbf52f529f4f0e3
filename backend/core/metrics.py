"""Prometheus metrics of one application, on a registry of its own so that two can live in one process."""

from prometheus_client import CollectorRegistry, Counter, Histogram


class Metrics:
    """The counters of an application. Labels are route templates, never paths with ids.

    Ballots are not counted here: a count that is read every few seconds tells when somebody answered.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "pingyi_requests", "Requests answered", ["route", "method", "status"], registry=self.registry
        )
        self.seconds = Histogram("pingyi_request_seconds", "Seconds to answer", ["route"], registry=self.registry)
