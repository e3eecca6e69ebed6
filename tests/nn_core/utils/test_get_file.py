"""Files from the internet: brought once, whole and proven; where that fails, a sentence that helps."""

import errno
import hashlib
import io
import socket
import tarfile
import threading
import time
import zipfile
from pathlib import Path

import pytest

from nn_core.utils import download as downloading
from nn_core.utils import get_file
from nn_core.utils.download import DownloadError, download
from nn_core.utils.remote_file import RemoteFile

CONTENT = bytes(range(256)) * 2000
SHA256 = hashlib.sha256(CONTENT).hexdigest()
MD5 = hashlib.md5(CONTENT).hexdigest()


@pytest.fixture
def url(server):
    server.files["/data.bin"] = CONTENT
    return f"{server.url}/data.bin"


def test_a_file_is_downloaded_once_and_kept(server, url, home, capsys):
    first = get_file("mine.bin", url, file_hash=SHA256)
    assert first == str(home / "datasets" / "mine.bin")
    assert Path(first).read_bytes() == CONTENT
    assert "512000/512000" in capsys.readouterr().out
    assert get_file("mine.bin", url, file_hash=SHA256) == first
    assert len(server.ranges) == 1
    assert [path.name for path in (home / "datasets").iterdir()] == ["mine.bin"]


def test_the_name_comes_from_the_address_and_the_folder_from_the_arguments(url, tmp_path, home):
    assert get_file(origin=f"{url}?version=2", cache_dir=tmp_path, cache_subdir="models") == str(
        tmp_path / "models" / "data.bin"
    )


def test_a_file_is_brought_again_on_demand(server, url, home):
    for _ in range(2):
        get_file(origin=url, force_download=True)
    assert len(server.ranges) == 2


@pytest.mark.parametrize("file_hash", [SHA256, MD5, SHA256.upper()])
def test_both_kinds_of_hashes_are_known(url, home, file_hash):
    assert Path(get_file(origin=url, file_hash=file_hash)).read_bytes() == CONTENT


def test_the_old_argument_for_md5_still_counts(url, home):
    with pytest.raises(DownloadError, match=r"its hash is wrong.*MD5 0000"):
        get_file(origin=url, md5_hash="0" * 32)


def test_a_file_in_the_cache_with_another_hash_is_replaced(url, home):
    place = home / "datasets" / "data.bin"
    place.parent.mkdir(parents=True)
    place.write_bytes(b"older")
    assert Path(get_file(origin=url, file_hash=SHA256)).read_bytes() == CONTENT


def test_a_cut_download_goes_on_where_it_ended(server, url, home):
    server.moods = ["cut", "cut"]
    assert Path(get_file(origin=url, file_hash=SHA256)).read_bytes() == CONTENT
    assert server.ranges == [None, "bytes=256000-", "bytes=384000-"]


def test_an_interrupted_download_goes_on_the_next_time(server, url, home):
    def interrupt(received, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        download(url, home / "data.bin", SHA256, on_progress=interrupt)
    begun = (home / "data.bin.part").stat().st_size
    assert 0 < begun < len(CONTENT)
    download(url, home / "data.bin", SHA256)
    assert server.ranges[1] == f"bytes={begun}-"
    assert (home / "data.bin").read_bytes() == CONTENT
    assert not (home / "data.bin.part").exists()


def test_without_a_hash_nothing_is_pieced_together(server, url, home):
    server.moods = ["cut"]
    assert Path(get_file(origin=url)).read_bytes() == CONTENT
    assert server.ranges == [None, None]
    with pytest.raises(KeyboardInterrupt):
        download(url, home / "other.bin", on_progress=_interrupt)
    assert [path.name for path in home.iterdir()] == ["datasets"]


def _interrupt(received, total):
    raise KeyboardInterrupt


def test_a_server_that_cannot_continue_sends_everything_again(server, url, home):
    server.moods = ["cut", "forgetful"]
    assert Path(get_file(origin=url, file_hash=SHA256)).read_bytes() == CONTENT


@pytest.mark.parametrize("left", [b"of something else", b"x" * (len(CONTENT) + 1)])
def test_a_piece_of_another_file_is_thrown_away(url, home, left):
    home.mkdir()
    (home / "data.bin.part").write_bytes(left)
    download(url, home / "data.bin", SHA256)
    assert (home / "data.bin").read_bytes() == CONTENT


def test_a_file_of_unknown_length_is_taken_as_it_comes(server, url, home, capsys):
    server.moods = ["vague"]
    assert Path(get_file(origin=url)).read_bytes() == CONTENT
    assert "Unknown" in capsys.readouterr().out


def refusal(url, home, **arguments):
    """Return the sentence about a file that does not come; what was in the cache is there still."""
    (home / "datasets").mkdir(parents=True)
    (home / "datasets" / "data.bin").write_bytes(b"what was there")
    with pytest.raises(DownloadError) as caught:
        get_file(origin=url, force_download=True, **arguments)
    assert (home / "datasets" / "data.bin").read_bytes() == b"what was there"
    sentence = str(caught.value)
    assert sentence.endswith(
        f"by other means and save it as {home / 'datasets' / 'data.bin'}, "
        "instead of the file there, which is another one."
    )
    return sentence.partition("): fetch")[0].partition(" (")[2]


def test_a_wrong_hash_is_refused(url, home):
    assert refusal(url, home, file_hash="0" * 64) == "what came is another file than expected, its hash is wrong"


def test_a_missing_file_is_said_to_be_missing(server, home):
    assert refusal(f"{server.url}/x/data.bin", home) == "the server answers 404 Not Found"


def test_a_server_that_only_cuts_is_given_up(server, url, home):
    server.moods = ["cut"] * 20
    reason = refusal(url, home, file_hash=SHA256)
    assert reason == "the connection was cut after 496,000 of 512,000 bytes"
    assert len(server.ranges) == downloading.ATTEMPTS


def test_a_server_that_sends_nothing_is_given_up_at_once(server, url, home):
    server.moods = ["empty"] * 20
    assert refusal(url, home, file_hash=SHA256) == "the connection was cut after 0 of 512,000 bytes"
    assert len(server.ranges) == 1


def test_a_server_that_does_not_answer_is_not_waited_for(server, url, home, monkeypatch):
    monkeypatch.setattr(downloading, "TIMEOUT_S", 0.1)
    server.moods = ["silent"]
    assert refusal(url, home) == "there was no answer within 0.1 seconds"


def test_without_a_connection_there_is_a_sentence(server, home):
    server.server_close()
    assert refusal(f"{server.url}/data.bin", home).startswith("no connection: ")


def test_a_full_disk_is_named(url, home, monkeypatch):
    def no_space(*_):
        raise OSError(errno.ENOSPC, "No space left on device", "data.bin.part")

    monkeypatch.setattr(downloading, "_fetch", no_space)
    assert refusal(url, home) == "the disk is full"


def test_a_folder_that_cannot_be_made_is_named(url, home):
    home.write_text("a file where the folder should be")
    with pytest.raises(DownloadError, match="cannot be written"):
        get_file(origin=url)


def test_the_sentence_says_which_file_to_put_where(server, home):
    server.server_close()
    remote = RemoteFile("digits.npz", f"{server.url}/digits.npz", 11_490_434, SHA256)
    with pytest.raises(DownloadError) as caught:
        remote.find()
    assert str(caught.value).partition("): fetch ")[2] == (
        f"{server.url}/digits.npz (11.5 MB, 11,490,434 bytes, SHA-256 {SHA256}) by other means "
        f"and save it as {home / 'datasets' / 'digits.npz'}."
    )


def test_a_file_is_found_under_its_older_names(home):
    (home / "datasets").mkdir(parents=True)
    (home / "datasets" / "old.bin").write_bytes(CONTENT)
    remote = RemoteFile("new.bin", "http://nowhere.invalid/new.bin", None, SHA256, other_names=("old.bin",))
    assert remote.find() == home / "datasets" / "old.bin"


def test_a_path_of_ones_own_is_taken_as_it_is(tmp_path, home):
    (tmp_path / "own.bin").write_bytes(b"whatever")
    remote = RemoteFile("new.bin", "http://nowhere.invalid/new.bin", None, SHA256)
    assert remote.find(tmp_path / "own.bin") == tmp_path / "own.bin"
    with pytest.raises(FileNotFoundError, match="There is no file"):
        remote.find(tmp_path / "missing.bin")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({}, "needs origin"),
        ({"origin": "http://x.invalid/"}, "fname must be the name of a file"),
        ({"fname": "../evil", "origin": "http://x.invalid/a"}, "fname must be the name of a file without folders"),
        ({"origin": "http://x.invalid/a", "file_hash": "0", "hash_algorithm": "crc"}, "hash_algorithm must be"),
    ],
)
def test_arguments_are_checked(arguments, sentence, home):
    (home / "datasets").mkdir(parents=True)
    (home / "datasets" / "a").touch()
    with pytest.raises(ValueError, match=sentence):
        get_file(**arguments)


def test_other_kinds_of_addresses_are_refused(home):
    with pytest.raises(DownloadError, match="should begin with http"):
        get_file(origin="gopher://x.invalid/a")


def tar_with(*members):
    """Return a tar archive of (name, content) or (name, kind, target)."""
    memory = io.BytesIO()
    with tarfile.open(fileobj=memory, mode="w:gz") as tar:
        for name, *rest in members:
            info = tarfile.TarInfo(name)
            if len(rest) == 2:
                info.type, info.linkname = rest
                tar.addfile(info)
            else:
                info.size = len(rest[0])
                tar.addfile(info, io.BytesIO(rest[0]))
    return memory.getvalue()


def zip_with(**members):
    """Return a zip archive."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name.replace("_", "/"), content)
    return memory.getvalue()


@pytest.mark.parametrize("archive", [tar_with(("a/b.txt", b"hello")), zip_with(**{"a_b.txt": b"hello"})])
@pytest.mark.parametrize(
    ("fname", "names"),
    [(None, ("flowers.tgz_archive", "flowers.tgz")), ("f", ("f_archive", "f")), ("f.tgz", ("f.tgz", "f_extracted"))],
)
def test_archives_are_unpacked_beside_themselves(server, home, archive, fname, names):
    server.files["/flowers.tgz"] = archive
    for _ in range(2):
        folder = get_file(fname, f"{server.url}/flowers.tgz", extract=True)
    assert folder == str(home / "datasets" / names[1])
    assert (Path(folder) / "a" / "b.txt").read_text() == "hello"
    assert sorted(path.name for path in (home / "datasets").iterdir()) == sorted(names)
    assert len(server.ranges) == 1


BOMB = zip_with(zeros=bytes(101_000_000))


@pytest.mark.parametrize(
    ("archive", "sentence"),
    [
        (tar_with(("../evil.txt", b"x")), "'../evil.txt' would be written outside the folder"),
        (tar_with(("/evil.txt", b"x")), "'/evil.txt' would be written outside"),
        (tar_with(("a\\..\\..\\evil.txt", b"x")), "would be written outside"),
        (tar_with(("C:/evil.txt", b"x")), "would be written outside"),
        (tar_with(("evil", tarfile.SYMTYPE, "/etc")), "'evil' is a link or a device"),
        (tar_with(("evil", tarfile.LNKTYPE, "../x")), "'evil' is a link or a device"),
        (tar_with(("evil", tarfile.FIFOTYPE, "")), "'evil' is a link or a device"),
        (zip_with(**{".._evil.txt": b"x"}), "would be written outside"),
        (BOMB, "larger than 100,000,000 bytes"),
        (tar_with(("a.txt", b"hello" * 1000))[:60], "damaged"),
        (zip_with(a=b"hello" * 1000).replace(b"hello", b"hullo", 1)[:-5], None),
    ],
    ids=range(11),
)
def test_archives_that_do_harm_are_not_unpacked(server, home, archive, sentence):
    server.files["/evil"] = archive
    if sentence is None:
        with pytest.warns(UserWarning, match="is no archive of the format tar or zip"):
            get_file(origin=f"{server.url}/evil", extract=True)
    else:
        with pytest.raises(ValueError, match=sentence):
            get_file(origin=f"{server.url}/evil", extract=True)
    assert [path.name for path in home.rglob("*")] == ["datasets", "evil_archive"]


def test_only_the_wanted_formats_are_tried(server, home):
    server.files["/a"] = zip_with(a=b"x")
    with pytest.warns(UserWarning, match="no archive of the format tar"):
        get_file(origin=f"{server.url}/a", untar=True)
    with pytest.raises(ValueError, match="archive_format must be"):
        get_file(origin=f"{server.url}/a", extract=True, archive_format="rar")


# ---- giving up --------------------------------------------------------------------------------------------------


class GivenUpError(Exception):
    """What somebody raises who has waited long enough."""


def give_up():
    raise GivenUpError


@pytest.mark.parametrize("mood", ["silent", "held"])
def test_waiting_for_a_silent_server_can_be_given_up_at_once(server, url, tmp_path, mood):
    server.moods = [mood]
    begun = time.monotonic()
    with pytest.raises(GivenUpError):
        download(url, tmp_path / "data.bin", SHA256, on_wait=give_up)
    assert time.monotonic() - begun < 1
    assert not [thread for thread in threading.enumerate() if thread.name == "download"]
    server.go_on.set()
    server.is_over.set()
    download(url, tmp_path / "data.bin", SHA256)
    assert (tmp_path / "data.bin").read_bytes() == CONTENT


def test_waiting_for_a_server_that_takes_the_call_and_no_more_can_be_given_up(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        begun = time.monotonic()
        with pytest.raises(GivenUpError):
            download(f"http://127.0.0.1:{deaf.getsockname()[1]}/data.bin", tmp_path / "data.bin", on_wait=give_up)
        assert time.monotonic() - begun < 1
    assert not [thread for thread in threading.enumerate() if thread.name == "download"]
    assert not list(tmp_path.iterdir())
