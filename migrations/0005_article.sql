-- What an article is and belongs to, and its images in smaller forms.

-- article, guide, review, interview or blog.
ALTER TABLE article ADD COLUMN kind TEXT NOT NULL DEFAULT 'article';
-- The name of the series that it is a part of; NULL: of none.
ALTER TABLE article ADD COLUMN series TEXT;
-- Which part, where the publisher numbers them; else they stand by date.
ALTER TABLE article ADD COLUMN series_part BIGINT;
ALTER TABLE article ADD COLUMN image_caption TEXT NOT NULL DEFAULT '';
ALTER TABLE article ADD COLUMN image_credit TEXT NOT NULL DEFAULT '';
-- In pixels; NULL where the file does not say.
ALTER TABLE article ADD COLUMN image_width BIGINT;
ALTER TABLE article ADD COLUMN image_height BIGINT;
-- As in the attribute of that name; empty where the image has no other form.
ALTER TABLE article ADD COLUMN image_srcset TEXT NOT NULL DEFAULT '';

-- Smaller WebP forms of the images in article_file, each gated as the image of its name is.
CREATE TABLE article_form (
    article_id UUID NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    width BIGINT NOT NULL,
    -- Of the image it was made of, and of how: the same means that it need not be made again.
    source_digest BYTEA NOT NULL,
    digest BYTEA NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (article_id, name, width)
);
