"""What the tests of the whole house share: its told story, its visitors, its pages and forms, its source."""
