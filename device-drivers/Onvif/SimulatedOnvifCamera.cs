using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Tongtang.DeviceDrivers.Simulation;

namespace Tongtang.DeviceDrivers.Onvif;

/// <summary>The camera behind an <see cref="OnvifSimulator"/>: services, two profiles, presets, motors that take their time.</summary>
internal sealed class SimulatedOnvifCamera(TimeProvider time)
{
    private static readonly XNamespace s_errors = "http://www.onvif.org/ver10/error";
    private readonly Dictionary<string, (string Name, double Pan, double Tilt, double Zoom)> _presets = [];
    private int _nextPreset = 1;

    public SimulatedAxis Pan { get; } = new(time, -1, 1);

    public SimulatedAxis Tilt { get; } = new(time, -1, 1);

    public SimulatedAxis Zoom { get; } = new(time, 0, 1);

    /// <summary>Where its picture is.</summary>
    public string Stream { get; init; } = "rtsp://127.0.0.1:554/Streaming/Channels/101";

    /// <summary>A small JPEG.</summary>
    public byte[] Snapshot { get; init; } = Convert.FromBase64String("/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AR//Z");

    public bool HasPtz { get; init; } = true;

    /// <summary>Knows GetCapabilities only.</summary>
    public bool KnowsNoServices { get; init; }

    /// <summary>Has Media2 and no Media.</summary>
    public bool HasMedia2Only { get; init; }

    /// <summary>Tells its addresses behind a NAT.</summary>
    public bool TellsOtherHost { get; init; }

    /// <summary>Its profiles come without configurations (Happytime).</summary>
    public bool LeavesOutConfigurations { get; init; }

    /// <summary>Does not tell UTC (GWellTimes).</summary>
    public bool TellsNoUtc { get; init; }

    /// <summary>Refuses a time limit (Bosch).</summary>
    public bool RefusesTimeout { get; init; }

    /// <summary>Knows no Stop (Cohu).</summary>
    public bool RefusesStop { get; init; }

    /// <summary>Moves on after the time limit.</summary>
    public bool IgnoresTimeout { get; init; }

    /// <summary>Knows nothing but ContinuousMove (Goke GK7102).</summary>
    public bool KnowsContinuousMoveOnly { get; init; }

    /// <summary>Presets' tokens are words.</summary>
    public bool NamesTokens { get; init; }

    public IReadOnlyCollection<string> PresetTokens => _presets.Keys;

    /// <summary>The body of an answer, or a Fault.</summary>
    /// <param name="host">As the request named it.</param>
    public XElement Answer(XElement ask, string host, DateTimeOffset now)
    {
        var request = ask.Name.LocalName;
        if (ask.Name.Namespace == OnvifXml.Ptz) return HasPtz && (request == "ContinuousMove" || !KnowsContinuousMoveOnly) ? Turn(request, ask) : Unknown(request);
        return request switch
        {
            "GetSystemDateAndTime" => Reply(OnvifXml.Device, request, new XElement(OnvifXml.Device + "SystemDateAndTime", new XElement(OnvifXml.Schema + "DateTimeType", "NTP"), new XElement(OnvifXml.Schema + "DaylightSavings", "false"), TellsNoUtc ? null : Clock(now))),
            "GetDeviceInformation" => Reply(OnvifXml.Device, request, [.. new[] { ("Manufacturer", "Tongtang"), ("Model", "Simulated camera"), ("FirmwareVersion", "1.0"), ("SerialNumber", "TT-C-0001"), ("HardwareId", "1") }.Select(fact => new XElement(OnvifXml.Device + fact.Item1, fact.Item2))]),
            "GetServices" when !KnowsNoServices => Reply(OnvifXml.Device, request, [.. Services().Select(service => new XElement(OnvifXml.Device + "Service", new XElement(OnvifXml.Device + "Namespace", service.Space), new XElement(OnvifXml.Device + "XAddr", At(host, service.Path)), new XElement(OnvifXml.Device + "Version", new XElement(OnvifXml.Schema + "Major", 2), new XElement(OnvifXml.Schema + "Minor", 60))))]),
            "GetCapabilities" => Reply(OnvifXml.Device, request, new XElement(OnvifXml.Device + "Capabilities", Services().Select(service => new XElement(OnvifXml.Schema + service.Name, new XElement(OnvifXml.Schema + "XAddr", At(host, service.Path)))))),
            "GetScopes" => Reply(OnvifXml.Device, request, new XElement(OnvifXml.Device + "Scopes", new XElement(OnvifXml.Schema + "ScopeDef", "Fixed"), new XElement(OnvifXml.Schema + "ScopeItem", "onvif://www.onvif.org/name/Tongtang"))),
            "GetProfiles" => Reply(ask.Name.Namespace, request, Profile(ask.Name.Namespace, "main", 1920, 1080), Profile(ask.Name.Namespace, "sub", 640, 360)),
            "GetProfile" => Reply(ask.Name.Namespace, request, ProfileKnown(ask) ? Profile(ask.Name.Namespace, ask.Text("ProfileToken"), 1920, 1080, "Profile") : Fault("Sender", "NoProfile", "no such profile")),
            "GetStreamUri" => Reply(ask.Name.Namespace, request, ProfileKnown(ask) ? MediaUri(ask.Name.Namespace, Stream) : Fault("Sender", "NoProfile", "no such profile")),
            "GetSnapshotUri" => Reply(ask.Name.Namespace, request, MediaUri(ask.Name.Namespace, At(host, "/snapshot.jpg"))),
            "GetVideoSources" => Reply(OnvifXml.Media, request, new XElement(OnvifXml.Media + "VideoSources", new XAttribute("token", "source"), new XElement(OnvifXml.Schema + "Framerate", 25), new XElement(OnvifXml.Schema + "Resolution", new XElement(OnvifXml.Schema + "Width", 1920), new XElement(OnvifXml.Schema + "Height", 1080)))),
            _ => Unknown(request),
        };
    }

    public static XElement Fault(string code, string subcode, string reason) => new(
        OnvifXml.Soap + "Fault",
        new XAttribute(XNamespace.Xmlns + "ter", s_errors),
        new XAttribute(XNamespace.Xmlns + "s", OnvifXml.Soap),
        new XElement(OnvifXml.Soap + "Code", new XElement(OnvifXml.Soap + "Value", $"s:{code}"), new XElement(OnvifXml.Soap + "Subcode", new XElement(OnvifXml.Soap + "Value", $"ter:{subcode}"))),
        new XElement(OnvifXml.Soap + "Reason", new XElement(OnvifXml.Soap + "Text", new XAttribute(XNamespace.Xml + "lang", "en"), reason)));

    private XElement Turn(string request, XElement ask)
    {
        if (!ProfileKnown(ask)) return Fault("Sender", "NoProfile", "no such profile");
        switch (request)
        {
            case "ContinuousMove":
                if (RefusesTimeout && ask.Child("Timeout") is not null) return Fault("Sender", "InvalidArgVal", "Timeout");
                var length = IgnoresTimeout || ask.Text("Timeout") is not { Length: > 0 } limit ? TimeSpan.FromHours(1) : XmlConvert.ToTimeSpan(limit);
                var velocity = ask.Child("Velocity");
                foreach (var (axis, speed) in Axes(velocity)) axis.GoTo(axis.Position + speed * 0.5 * length.TotalSeconds, Math.Max(Math.Abs(speed) * 0.5, 1e-9));
                return Reply(OnvifXml.Ptz, request);
            case "Stop" when !RefusesStop:
                foreach (var axis in new[] { Pan, Tilt, Zoom }) axis.Drive(0);
                return Reply(OnvifXml.Ptz, request);
            case "AbsoluteMove":
                foreach (var (axis, goal) in Axes(ask.Child("Position"))) axis.GoTo(goal, 0.5);
                return Reply(OnvifXml.Ptz, request);
            case "RelativeMove":
                foreach (var (axis, way) in Axes(ask.Child("Translation"))) axis.GoTo(axis.Position + way, 0.5);
                return Reply(OnvifXml.Ptz, request);
            case "GotoHomePosition":
                GoTo(0, 0, 0);
                return Reply(OnvifXml.Ptz, request);
            case "GetStatus":
                return Reply(OnvifXml.Ptz, request, Status());
            case "GetPresets":
                return Reply(OnvifXml.Ptz, request, [.. _presets.Select(preset => new XElement(OnvifXml.Ptz + "Preset", new XAttribute("token", preset.Key), new XElement(OnvifXml.Schema + "Name", preset.Value.Name)))]);
            case "SetPreset":
                var token = ask.Text("PresetToken") is { Length: > 0 } given ? given : NamesTokens ? $"token-{(char)('a' + _nextPreset++)}" : $"{_nextPreset++}";
                _presets[token] = (ask.Text("PresetName") is { Length: > 0 } name ? name : _presets.GetValueOrDefault(token).Name ?? "", Pan.Position, Tilt.Position, Zoom.Position);
                return Reply(OnvifXml.Ptz, request, new XElement(OnvifXml.Ptz + "PresetToken", token));
            case "RemovePreset" when _presets.Remove(ask.Text("PresetToken")):
                return Reply(OnvifXml.Ptz, request);
            case "GotoPreset" when _presets.TryGetValue(ask.Text("PresetToken"), out var preset):
                GoTo(preset.Pan, preset.Tilt, preset.Zoom);
                return Reply(OnvifXml.Ptz, request);
            case "GotoPreset" or "RemovePreset":
                return Fault("Sender", "NoToken", "no such preset");
            case "GetNodes":
                return Reply(OnvifXml.Ptz, request, new XElement(OnvifXml.Ptz + "PTZNode", new XAttribute("token", "node"), new XElement(OnvifXml.Schema + "Name", "node"), new XElement(OnvifXml.Schema + "HomeSupported", "true")));
            case "GetConfigurations":
                return Reply(OnvifXml.Ptz, request, new XElement(OnvifXml.Ptz + "PTZConfiguration", new XAttribute("token", "ptz"), new XElement(OnvifXml.Schema + "Name", "ptz"), new XElement(OnvifXml.Schema + "NodeToken", "node")));
            default:
                return Unknown(request);
        }
    }

    private void GoTo(double pan, double tilt, double zoom)
    {
        Pan.GoTo(pan, 0.5);
        Tilt.GoTo(tilt, 0.5);
        Zoom.GoTo(zoom, 0.5);
    }

    private IEnumerable<(SimulatedAxis Axis, double Value)> Axes(XElement? vector)
    {
        if (vector.Child("PanTilt") is { } turning)
        {
            yield return (Pan, turning.Number("x") ?? 0);
            yield return (Tilt, turning.Number("y") ?? 0);
        }

        if (vector.Child("Zoom") is { } zooming) yield return (Zoom, zooming.Number("x") ?? 0);
    }

    private XElement Status() => new(
        OnvifXml.Ptz + "PTZStatus",
        new XElement(
            OnvifXml.Schema + "Position",
            new XElement(OnvifXml.Schema + "PanTilt", new XAttribute("x", Text(Pan.Position)), new XAttribute("y", Text(Tilt.Position))),
            new XElement(OnvifXml.Schema + "Zoom", new XAttribute("x", Text(Zoom.Position)))),
        new XElement(
            OnvifXml.Schema + "MoveStatus",
            new XElement(OnvifXml.Schema + "PanTilt", Pan.Moves || Tilt.Moves ? "MOVING" : "IDLE"),
            new XElement(OnvifXml.Schema + "Zoom", Zoom.Moves ? "MOVING" : "IDLE")),
        new XElement(OnvifXml.Schema + "UtcTime", time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)));

    private XElement Profile(XNamespace media, string token, int width, int height, string name = "Profiles")
    {
        var size = new XElement(OnvifXml.Schema + "Resolution", new XElement(OnvifXml.Schema + "Width", width), new XElement(OnvifXml.Schema + "Height", height));
        XElement[] configurations = LeavesOutConfigurations
            ? []
            :
            [
                new(OnvifXml.Schema + "VideoSourceConfiguration", new XAttribute("token", "source"), new XElement(OnvifXml.Schema + "Name", "source"), new XElement(OnvifXml.Schema + "SourceToken", "source")),
                new(OnvifXml.Schema + "VideoEncoderConfiguration", new XAttribute("token", token), new XElement(OnvifXml.Schema + "Name", token), new XElement(OnvifXml.Schema + "Encoding", "H264"), size),
                .. HasPtz ? [new XElement(OnvifXml.Schema + "PTZConfiguration", new XAttribute("token", "ptz"), new XElement(OnvifXml.Schema + "NodeToken", "node"), new XElement(OnvifXml.Schema + "Name", "ptz"))] : Array.Empty<XElement>(),
            ];
        object content = media == OnvifXml.Media2 ? new XElement(media + "Configurations", configurations.Select(each => new XElement(media + each.Name.LocalName.Replace("Configuration", "", StringComparison.Ordinal), each.Attributes(), each.Nodes()))) : configurations;
        return new XElement(media + name, new XAttribute("token", token), new XAttribute("fixed", "true"), new XElement((media == OnvifXml.Media2 ? media : OnvifXml.Schema) + "Name", token), content);
    }

    private IEnumerable<(string Name, string Space, string Path)> Services()
    {
        yield return ("Device", OnvifXml.Device.NamespaceName, "/onvif/device_service");
        yield return ("Media", (HasMedia2Only ? OnvifXml.Media2 : OnvifXml.Media).NamespaceName, "/onvif/Media");
        if (HasPtz) yield return ("PTZ", OnvifXml.Ptz.NamespaceName, "/onvif/PTZ");
    }

    private string At(string host, string path) => $"http://{(TellsOtherHost ? "192.168.99.99:8899" : host)}{path}";

    private static bool ProfileKnown(XElement ask) => ask.Text("ProfileToken") is "main" or "sub";

    private static XElement MediaUri(XNamespace media, string address) => media == OnvifXml.Media2
        ? new XElement(media + "Uri", address)
        : new XElement(media + "MediaUri", new XElement(OnvifXml.Schema + "Uri", address), new XElement(OnvifXml.Schema + "InvalidAfterConnect", "false"), new XElement(OnvifXml.Schema + "InvalidAfterReboot", "false"), new XElement(OnvifXml.Schema + "Timeout", "PT60S"));

    private static XElement Clock(DateTimeOffset now) => new(
        OnvifXml.Schema + "UTCDateTime",
        new XElement(OnvifXml.Schema + "Time", new XElement(OnvifXml.Schema + "Hour", now.Hour), new XElement(OnvifXml.Schema + "Minute", now.Minute), new XElement(OnvifXml.Schema + "Second", now.Second)),
        new XElement(OnvifXml.Schema + "Date", new XElement(OnvifXml.Schema + "Year", now.Year), new XElement(OnvifXml.Schema + "Month", now.Month), new XElement(OnvifXml.Schema + "Day", now.Day)));

    private static XElement Reply(XNamespace space, string request, params object?[] content) => content is [XElement { Name.LocalName: "Fault" } fault] ? fault : new XElement(space + (request + "Response"), content);

    private static XElement Unknown(string request) => Fault("Receiver", "ActionNotSupported", request);

    private static string Text(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
