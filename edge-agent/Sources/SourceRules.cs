using System.Text.RegularExpressions;

namespace Tongtang.EdgeAgent.Sources;

/// <summary>What a list of sources must be. Pure; every fault is one sentence that names source, member, value and what is allowed.</summary>
internal static partial class SourceRules
{
    public const int MostSources = 8;

    public static IReadOnlyList<string> Check(IReadOnlyList<SourceOptions> sources)
    {
        var faults = new List<string>();
        if (sources.Count > MostSources) faults.Add($"There are {sources.Count} sources; allowed: at most {MostSources}.");
        for (var i = 0; i < sources.Count; i++) CheckOne(sources, i, faults);
        return faults;
    }

    private static void CheckOne(IReadOnlyList<SourceOptions> sources, int index, List<string> faults)
    {
        var source = sources[index];
        var at = $"Sources:{index}";
        void Fault(string member, object value, string allowed) => faults.Add($"{at}:{member} is \"{value}\"; allowed: {allowed}.");
        if (!Name().IsMatch(source.Name) || source.Name == "tracks")
            Fault("Name", source.Name, "1 to 32 of a-z, 0-9 and -, not beginning with -; \"tracks\" is reserved");
        else if (sources.Take(index).Any(other => other.Name == source.Name))
            Fault("Name", source.Name, "a name of its own");
        CheckAddress(source, Fault);
        CheckNumber("DelayMs", source.DelayMs, -5000, 5000, zero: true, Fault);
        CheckNumber("Width", source.Width, 160, 7680, zero: true, Fault);
        CheckNumber("Height", source.Height, 90, 4320, zero: true, Fault);
        CheckNumber("FramesPerSecond", source.FramesPerSecond, 1, 60, zero: true, Fault);
        CheckNumber("VideoKbps", source.VideoKbps, 100, 50_000, zero: true, Fault);
        if ((source.Width == 0) != (source.Height == 0)) Fault("Height", source.Height, "Width and Height both, or neither");
        if (source.Width % 2 != 0 || source.Height % 2 != 0) Fault("Width", $"{source.Width}\" and Height \"{source.Height}", "even numbers");
        if (!SoundsOf(source.Kind).Contains(source.Audio)) Fault("Audio", source.Audio, string.Join(", ", SoundsOf(source.Kind)));
        CheckAudioFrom(sources, source, Fault);
        if (source.User.Length > 0 && !Account().IsMatch(source.User)) Fault("User", source.User, "the name of an account");
    }

    private static void CheckAddress(SourceOptions source, Action<string, object, string> fault)
    {
        var shown = SecretAddress.Redact(source.Address);
        if (source.Address.Length > 1000 || source.Address.Any(char.IsControl)) fault("Address", "…", "at most 1000 characters, no control characters");
        else if (source.Kind == SourceKind.Rtsp && !IsRtsp(source.Address)) fault("Address", shown, "an address that begins with rtsp:// or rtsps://");
        else if (source.Kind == SourceKind.Onvif && !IsOnvif(source.Address)) fault("Address", shown, "the id of an ONVIF camera among the room's devices, or an address that begins with http:// or https://");
        else if (source.Kind is SourceKind.File && source.Address.Length == 0) fault("Address", shown, "the path of a media file");
        else if (source.Kind is SourceKind.Usb && source.Address.Length == 0) fault("Address", shown, "a video device, e.g. /dev/video0, or its DirectShow name");
        else if (source.Kind is not SourceKind.Rtsp && source.Address.StartsWith('-')) fault("Address", shown, "an address that does not begin with -");
        else if (source.Kind is SourceKind.File && source.Address.Contains("://")) fault("Address", shown, "the path of a media file on this machine");
    }

    private static bool IsRtsp(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "rtsp" or "rtsps" && uri.Host.Length > 0;

    private static bool IsOnvif(string address) => address.Contains("://", StringComparison.Ordinal)
        ? Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0
        : DeviceId().IsMatch(address);

    private static void CheckNumber(string member, int value, int least, int most, bool zero, Action<string, object, string> fault)
    {
        if ((zero && value == 0) || (value >= least && value <= most)) return;
        fault(member, value, $"a whole number from {least} to {most}" + (zero && least > 0 ? ", or 0 for the usual one" : ""));
    }

    private static void CheckAudioFrom(IReadOnlyList<SourceOptions> sources, SourceOptions source, Action<string, object, string> fault)
    {
        if (source.AudioFrom.Length == 0) return;
        var others = sources.Where(other => other.Name != source.Name && other.HasSound).Select(other => other.Name).ToList();
        if (!others.Contains(source.AudioFrom))
            fault("AudioFrom", source.AudioFrom, others.Count == 0 ? "nothing, since no other source has sound" : $"{string.Join(", ", others)} or nothing");
        else if (source.Kind == SourceKind.Microphone)
            fault("AudioFrom", source.AudioFrom, "nothing, since a microphone has no picture");
    }

    private static string[] SoundsOf(SourceKind kind) => kind switch
    {
        SourceKind.Test => ["auto", "beeps", "spoken", "none"],
        SourceKind.Rtsp or SourceKind.Onvif or SourceKind.File => ["auto", "none"],
        _ => ["auto"],
    };

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,31}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Name();

    [GeneratedRegex("^[a-z0-9][a-z0-9._-]{0,63}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex DeviceId();

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Account();
}
