"""Views: finished values in, text out. They decide nothing."""
