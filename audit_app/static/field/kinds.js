// The version in which this tablet sends each kind of op; 1 unless named. The server's newest is the same (tests/schemas/test_versions.py).
const VERSIONS = {
  "audit.submit": 2,
  "judgement.keep_both": 2,
  "nonconformity.confirm": 5,
  "nonconformity.raise": 4,
  "nonconformity.set": 2,
  "nonconformity.withdraw": 2,
  "photo.file": 3,
  "photo.withdraw": 2
};

export const versionOf = (kind) => VERSIONS[kind] ?? 1;
