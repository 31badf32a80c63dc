"""Every code that ctc prints, documented as data: one small file a family, read by ``ctc explain`` and the docs."""
