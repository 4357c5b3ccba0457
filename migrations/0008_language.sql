-- What members and those who ask for a letter are spoken to in, as in `de`; NULL: not known, and the site's own is taken.
ALTER TABLE member ADD COLUMN language TEXT;
ALTER TABLE challenge ADD COLUMN language TEXT;
