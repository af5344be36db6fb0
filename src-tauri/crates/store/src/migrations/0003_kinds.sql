-- A document is of a kind: a certificate of origin, or what a pack brought. Its nature is whether it was verified.
-- `kind` held a certificate's type, which is in its content and was searched nowhere.
ALTER TABLE document ADD COLUMN standing TEXT NOT NULL DEFAULT 'claim' CHECK(standing IN ('verified', 'claim'));
UPDATE document SET standing = 'verified' WHERE nature = 'certificate';
UPDATE document SET kind = 'certificate';
ALTER TABLE document DROP COLUMN nature;
ALTER TABLE document RENAME COLUMN standing TO nature;
UPDATE judgement SET nature = 'verified' WHERE nature = 'certificate';
ALTER TABLE document_body RENAME COLUMN record TO content;
