"""ctc: campaign as code."""
