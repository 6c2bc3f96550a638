"""Makes the archives in this folder with Python's own tarfile and zipfile: python3 make.py"""
import gzip
import io
import tarfile
import zipfile

LONG = "/".join(["a_folder_with_a_rather_long_name"] * 8) + "/long.py"
FILES = {"pkg/one.py": "one = 1\n", "pkg/notes.txt": "no\n", "pkg/naïve.py": "naive = 2\n", LONG: "long = 3\n", "pkg/empty.py": ""}


def tar_bytes(tar_format, names):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tar_format) as archive:
        folder = tarfile.TarInfo("pkg")
        folder.type = tarfile.DIRTYPE
        archive.addfile(folder)
        for name in names:
            info = tarfile.TarInfo(name)
            data = FILES[name].encode()
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        link = tarfile.TarInfo("pkg/link.py")
        link.type = tarfile.SYMTYPE
        link.linkname = "one.py"
        archive.addfile(link)
    return buffer.getvalue()


def write(name, data):
    with open(name, "wb") as file:
        file.write(data)


write("gnu.tar.gz", gzip.compress(tar_bytes(tarfile.GNU_FORMAT, FILES), mtime=0))
write("pax.tgz", gzip.compress(tar_bytes(tarfile.PAX_FORMAT, FILES), mtime=0))
# ustar divides a path into a prefix of 155 bytes and a name of 100.
USTAR_LONG = "/".join(["folder_of_twenty_chr"] * 6) + "/long.py"
FILES[USTAR_LONG] = "long = 3\n"
write("ustar.tar", tar_bytes(tarfile.USTAR_FORMAT, ["pkg/one.py", USTAR_LONG]))

# With the limits at nothing, zipfile writes every size and offset as ZIP64.
zipfile.ZIP64_LIMIT = 0
zipfile.ZIP_FILECOUNT_LIMIT = 0
with zipfile.ZipFile("zip64.zip", "w", zipfile.ZIP_DEFLATED) as archive:
    for name in ["pkg/one.py", "pkg/naïve.py"]:
        archive.writestr(zipfile.ZipInfo(name), FILES[name], zipfile.ZIP_DEFLATED)
