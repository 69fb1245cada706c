"""An RTSP camera as they come: H.264 (or H.265) and G.711 sound, by GStreamer's RTSP server.

Prints "port N" once it listens. Options as JSON in the first argument:
  port (0), path ("/main"), width, height, fps, keyframe (frames), codec (h264|h265|none), audio (pcma|aac|none), tone (hertz; 0: ticks),
  then ({"after": seconds, "width", "height"}: the picture changes its size while it is watched), user, password, kbps, file (an MP4 of H.264 and, unless audio is none, AAC, sent as it is instead of encoding: no work)
Debian: python3-gi gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-{good,bad,ugly}
"""
import json
import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer

Gst.init(None)
o = {"port": 0, "path": "/main", "width": 640, "height": 360, "fps": 25, "keyframe": 50, "codec": "h264",
     "audio": "pcma", "tone": 0, "user": "", "password": "", "kbps": 800, **json.loads(sys.argv[1] if len(sys.argv) > 1 else "{}")}
parts = []
if o["codec"] != "none":
    encode = {"h264": f"x264enc tune=zerolatency speed-preset=superfast bitrate={o['kbps']} key-int-max={o['keyframe']} ! rtph264pay name=pay0 pt=96 config-interval=-1",
              "h265": f"x265enc tune=zerolatency speed-preset=ultrafast bitrate={o['kbps']} key-int-max={o['keyframe']} ! rtph265pay name=pay0 pt=96 config-interval=-1"}[o["codec"]]
    parts.append(f"videotestsrc is-live=true ! capsfilter name=size caps=video/x-raw,width={o['width']},height={o['height']},framerate={o['fps']}/1 ! videoconvert ! video/x-raw,format=I420 ! {encode}")
if o["audio"] != "none":
    encode = {"pcma": "audio/x-raw,rate=8000,channels=1 ! alawenc ! rtppcmapay pt=8", "aac": "audio/x-raw,rate=48000,channels=1 ! avenc_aac ! rtpmp4gpay pt=97"}[o["audio"]]
    wave = f"wave=sine freq={o['tone']}" if o["tone"] else "wave=ticks"
    parts.append(f"audiotestsrc is-live=true {wave} ! audioconvert ! audioresample ! {encode} name=pay{len(parts)}")
if o.get("file"):
    parts = [f"filesrc location={o['file']} ! qtdemux name=d d. ! queue ! h264parse config-interval=-1 ! rtph264pay name=pay0 pt=96"]
    parts += [] if o["audio"] == "none" else ["d. ! queue ! aacparse ! rtpmp4gpay name=pay1 pt=97"]
server = GstRtspServer.RTSPServer()
server.set_address("127.0.0.1")
server.set_service(str(o["port"]))
factory = GstRtspServer.RTSPMediaFactory()
factory.set_launch("( " + " ".join(parts) + " )")
factory.set_shared(not o.get("file"))
if o.get("then"):
    def resize(media):
        caps = f"video/x-raw,width={o['then']['width']},height={o['then']['height']},framerate={o['fps']}/1"
        media.get_element().get_by_name("size").set_property("caps", Gst.Caps.from_string(caps))
        return False
    factory.connect("media-configure", lambda _, media: GLib.timeout_add(int(o["then"]["after"] * 1000), resize, media))
if o["user"]:
    auth = GstRtspServer.RTSPAuth()
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "viewer")
    auth.add_basic(GstRtspServer.RTSPAuth.make_basic(o["user"], o["password"]), token)
    server.set_auth(auth)
    factory.add_role_from_structure(Gst.Structure.new_from_string("viewer,media.factory.access=(boolean)true,media.factory.construct=(boolean)true"))
server.get_mount_points().add_factory(o["path"], factory)
server.attach(None)
print("port", server.get_bound_port(), flush=True)
GLib.MainLoop().run()
