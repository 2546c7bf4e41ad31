"""Both kinds of shelf for tests: a folder, and a bucket of a small server that speaks S3."""

import pytest
from moto.server import ThreadedMotoServer

from evidence.folder import open_store


@pytest.fixture(scope="session")
def bucket_server():
    import boto3

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": "us-east-1"}
    boto3.client("s3", endpoint_url=address, **keys).create_bucket(Bucket="photos")
    yield address
    server.stop()


@pytest.fixture(params=["folder", "bucket"])
def shelf(request, tmp_path, monkeypatch):
    if request.param == "folder":
        return open_store(tmp_path / "shelf")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    address = request.getfixturevalue("bucket_server")
    return open_store(f"s3://photos/{tmp_path.name}?endpoint={address}&region=us-east-1")
