"""How good a network is: metrics, calibration, robustness, out-of-distribution inputs."""
