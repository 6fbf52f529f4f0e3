"""The complaint centre (投诉中心): every complaint gets an answer, on time, without exposing who complained."""
