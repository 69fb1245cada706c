namespace Tongtang.EdgeAgent.Sources;

/// <summary>What a source is attached by.</summary>
internal enum SourceKind
{
    /// <summary>A network camera: <c>rtsp://user:password@host/path</c>.</summary>
    Rtsp,

    /// <summary>A network camera that is asked for its stream: the id of a device of the room, or <c>http://user:password@host</c>.</summary>
    Onvif,

    /// <summary>A camera on a cable: v4l2 device or DirectShow name.</summary>
    Usb,

    /// <summary>The desktop of the person at the box: X display or Windows desktop.</summary>
    Screen,

    /// <summary>A sound card: PulseAudio or ALSA source, DirectShow name.</summary>
    Microphone,

    /// <summary>A file, played at its own pace again and again.</summary>
    File,

    /// <summary>A made-up picture with a clock burned in, and sound.</summary>
    Test,
}

/// <summary>What a source shows; the pages sort and name views by it.</summary>
internal enum SourceRole
{
    Teacher,
    Student,
    Screen,
    Board,
    Audio,
}

/// <summary>One source as an installer writes it; a row of the setting <c>Sources</c>.</summary>
internal sealed record SourceOptions
{
    /// <summary>Also the view's and the tracks' name: <c>[a-z0-9][a-z0-9-]{0,31}</c>, "tracks" is reserved.</summary>
    public string Name { get; init; } = "";

    public SourceKind Kind { get; init; }

    /// <summary>By kind: an rtsp address, an ONVIF device or address, a device, a display, a sound device or a file. Empty for <c>test</c>.</summary>
    public string Address { get; init; } = "";

    public SourceRole Role { get; init; } = SourceRole.Teacher;

    /// <summary>How much later than it happened this source delivers, as the clap test measures it; it is taken off. −5000 to 5000.</summary>
    public int DelayMs { get; init; }

    /// <summary>Captured all the time, so that a start has no wait.</summary>
    public bool Warm { get; init; }

    /// <summary>The source whose sound belongs to this picture; empty: its own.</summary>
    public string AudioFrom { get; init; } = "";

    /// <summary>Pixels; 0 = as it comes (usb: 1280×720, screen: the whole desktop, test: 1280×720).</summary>
    public int Width { get; init; }

    public int Height { get; init; }

    /// <summary>1 to 60; 0 = as it comes (usb and test 25, screen 15).</summary>
    public int FramesPerSecond { get; init; }

    /// <summary>What we encode ourselves: 100 to 50000; 0 = by size.</summary>
    public int VideoKbps { get; init; }

    /// <summary>rtsp, onvif and file: <c>auto</c> or <c>none</c>; test: <c>beeps</c> (= auto), <c>spoken</c> or <c>none</c>.</summary>
    public string Audio { get; init; } = "auto";

    /// <summary>screen: the account at the desktop when it is not the agent's own; Linux only.</summary>
    public string User { get; init; } = "";

    /// <summary>screen: the X authority file of that desktop; Linux only, empty: the account's own.</summary>
    public string XAuthority { get; init; } = "";

    /// <summary>Whether it may have sound; a network camera or a file may turn out to have none.</summary>
    internal bool HasSound => Audio != "none" && Kind is not (SourceKind.Usb or SourceKind.Screen);

    internal bool HasPicture => Kind != SourceKind.Microphone && !(Kind == SourceKind.Test && Role == SourceRole.Audio);
}
