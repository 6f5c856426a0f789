"""The environment of the child process: one GDAL driver, no network.

GDAL chooses a driver by a file's content. ``GDAL_SKIP`` switches drivers off, but only when it
is in the environment before the library is loaded; so the parent puts it there.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

__all__ = ["DRIVER_OF_FORMAT", "RASTER_DRIVERS", "child_environment", "skip_list"]

#: The one GDAL driver that may open each format (formats without an entry do not use GDAL).
DRIVER_OF_FORMAT = {
    "flatgeobuf": "FlatGeobuf",
    "geopackage": "GPKG",
    "kml": "KML",
    "shapefile": "ESRI Shapefile",
}
#: What is left to the child that reads a raster: its format, and arrays in memory to warp into.
RASTER_DRIVERS = ("GTiff", "MEM")

# Drivers of GDAL 3.4 to 3.12 that can open vector data. A driver that is not named here is
# found by the child, which then starts itself again with a longer list.
_VECTOR_DRIVERS = """
ADBC,AIVector,AVCBin,AVCE00,AmigoCloud,Arrow,BAG,CAD,CSV,CSW,Carto,DAAS,DGN,DXF,EDIGEO,EEDA,
ESRI Shapefile,ESRIJSON,Elasticsearch,FITS,FileGDB,FlatGeobuf,GDALG,GML,GMLAS,GMT,GPKG,
GPSBabel,GPX,GRASS,GTFS,GeoJSON,GeoJSONSeq,GeoRSS,HANA,HTTP,IDB,INGRES,Idrisi,JML,JP2KAK,
JP2OpenJPEG,JPEG2000,JSONFG,KML,LIBKML,LVBAG,MBTiles,MEM,MSSQLSpatial,MVT,MapInfo File,MapML,
Memory,MiraMonVector,MongoDBv3,MySQL,NAS,NGW,NTF,ngw,netCDF,OAPIF,OCI,ODBC,ODS,OGCAPI,
OGR_GMT,OGR_OGDI,OGR_PDS,OGR_SDTS,OGR_VRT,OSM,OpenFileGDB,PCIDSK,PDF,PDS4,PGDUMP,PGeo,
PLSCENES,PMTiles,Parquet,PostgreSQL,S57,SDE,SOSI,SQLite,SVG,SXF,Selafin,TIGER,TileDB,
TopoJSON,UK .NTF,VDV,VFK,VICAR,VRT,WAsP,WFS,WMS,WMTS,Walk,XLS,XLSX,XODR,XPlane
""".replace("\n", "").split(",")

# The same for rasters (GDAL 3.4 to 3.12).
_RASTER_DRIVERS = """
AAIGrid,ACE2,ADRG,AIG,AirSAR,BAG,BIGGIF,BLX,BMP,BSB,BT,BYN,CALS,CEOS,COASP,COG,COSAR,CPG,CTG,
CTable2,DAAS,DDS,DERIVED,DIMAP,DIPEx,DOQ1,DOQ2,DTED,ECRGTOC,ECW,EEDAI,EHdr,EIR,ELAS,ENVI,ERS,
ESAT,ESRIC,EXR,FAST,FIT,GFF,GIF,GRASS,GRASSASCIIGrid,GRIB,GS7BG,GSAG,GSBG,GSC,GTI,GTX,GXF,
GNMDatabase,GNMFile,GenBin,GeoRaster,HDF4,HDF4Image,HDF5,HDF5Image,HEIF,HF2,HFA,ILWIS,IRIS,ISCE,ISG,ISIS2,ISIS3,
JAXAPALSAR,JDEM,JP2ECW,JP2Lura,JP2MrSID,JPEG,JPEGLS,JPEGXL,JPIPKAK,KEA,KMLSUPEROVERLAY,KRO,L1B,LAN,LCP,
LIBERTIFF,Leveller,LOSLAS,MAP,MBTiles,MFF,MFF2,MRF,MSG,MSGN,MrSID,NDF,NGSGEOID,NGW,NITF,NOAA_B,NSIDCbin,
NTv1,NTv2,NWT_GRC,NWT_GRD,OGCAPI,OZI,PAux,PCIDSK,PCRaster,PDF,PDS,PDS4,PLMOSAIC,PNG,PNM,
PostGISRaster,PRF,R,RASTERLITE2,RCM,RIK,RMF,ROI_PAC,RPFTOC,RRASTER,RS2,RST,Rasterlite,S102,S104,
S111,SAFE,SAGA,SAR_CEOS,SDTS,SENTINEL2,SGI,SIGDEM,SNAP_TIFF,SNODAS,SRP,SRTMHGT,STACIT,STACTA,TGA,
TIL,TSX,Terragen,TileDB,USGSDEM,VICAR,VRT,WCS,WEBP,WMS,WMTS,XPM,XYZ,ZMap,Zarr,netCDF
""".replace("\n", "").split(",")

_KEPT_VARIABLES = ("LANG", "LC_ALL", "LD_LIBRARY_PATH", "PATH", "SYSTEMROOT", "TEMP", "TMPDIR")


def skip_list(allowed: str | Iterable[str] | None, extra: Iterable[str] = ()) -> str:
    """Value of ``GDAL_SKIP`` that leaves only ``allowed`` (or nothing)."""
    kept = {allowed} if isinstance(allowed, str) else set(allowed or ())
    return ",".join(sorted({*_VECTOR_DRIVERS, *_RASTER_DRIVERS, *extra} - kept))


def child_environment(format_: str) -> dict[str, str]:
    """Environment variables for a child that parses ``format_``."""
    environment = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    environment |= {
        "GDAL_SKIP": skip_list(
            RASTER_DRIVERS if format_ == "geotiff" else DRIVER_OF_FORMAT.get(format_)
        ),
        # A proxy where nobody listens: should anything ask for the network, it fails at once.
        "GDAL_HTTP_PROXY": "127.0.0.1:9",
        "HTTP_PROXY": "http://127.0.0.1:9",
        "HTTPS_PROXY": "http://127.0.0.1:9",
        "http_proxy": "http://127.0.0.1:9",
        "https_proxy": "http://127.0.0.1:9",
        "GDAL_HTTP_CONNECTTIMEOUT": "1",
        "GDAL_HTTP_TIMEOUT": "1",
        "GDAL_HTTP_MAX_RETRY": "0",
        # What lies beside a file (.aux.xml, .tfw, .ovr, .msk ...) is not looked at.
        "GDAL_PAM_ENABLED": "NO",
        **({"GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR"} if format_ == "geotiff" else {}),
        "GDAL_DRIVER_PATH": "disable",
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
        "OGR_SQLITE_LOAD_EXTENSIONS": "",
        "PROJ_NETWORK": "OFF",
        # Threads reserve address space, which is what the memory limit counts.
        "OGR_GPKG_NUM_THREADS": "1",
        "GDAL_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "MALLOC_ARENA_MAX": "2",
        "PYTHONIOENCODING": "utf-8",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    return environment
