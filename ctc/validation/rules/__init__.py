"""Rules: what a careful sender would not send. One small file a family, one function a code."""
