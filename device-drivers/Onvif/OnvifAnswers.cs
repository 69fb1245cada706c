using System.Globalization;
using System.Xml.Linq;

namespace Tongtang.DeviceDrivers.Onvif;

/// <summary>What cameras answer. Pure; what is missing or odd is left out rather than refused.</summary>
internal static class OnvifAnswers
{
    private const int MostProfiles = 64;
    private const int MostPresets = 500;

    /// <summary>The camera's clock; null when it does not tell (GWellTimes has no UTCDateTime).</summary>
    public static DateTimeOffset? Clock(XElement? answer)
    {
        var utc = answer.Find("UTCDateTime");
        var (date, time) = (utc.Child("Date"), utc.Child("Time"));
        if (!Whole(date, "Year", out var year) || !Whole(date, "Month", out var month) || !Whole(date, "Day", out var day) || !Whole(time, "Hour", out var hour) || !Whole(time, "Minute", out var minute) || !Whole(time, "Second", out var second)) return null;
        if (year is < 1970 or > 9998 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 60) return null;
        return new DateTimeOffset(year, month, day, hour, minute, Math.Min(second, 59), TimeSpan.Zero);
    }

    /// <summary>GetServices: addresses by namespace.</summary>
    public static IReadOnlyDictionary<string, Uri> Services(XElement? answer)
    {
        var services = new Dictionary<string, Uri>();
        foreach (var service in answer.Children("Service").Take(MostProfiles))
        {
            if (Address(service.Text("XAddr")) is { } address) services.TryAdd(service.Text("Namespace"), address);
        }

        return services;
    }

    /// <summary>The same from GetCapabilities, for cameras without GetServices.</summary>
    public static IReadOnlyDictionary<string, Uri> Capabilities(XElement? answer)
    {
        var services = new Dictionary<string, Uri>();
        foreach (var (name, space) in new[] { ("Media", OnvifXml.Media), ("PTZ", OnvifXml.Ptz) })
        {
            if (Address(answer.Child("Capabilities").Child(name).Text("XAddr")) is { } address) services[space.NamespaceName] = address;
        }

        return services;
    }

    /// <summary>Of Media and Media2; some have no configurations (Happytime).</summary>
    public static IReadOnlyList<OnvifProfile> Profiles(XElement? answer) =>
    [
        .. answer.Children("Profiles").Take(MostProfiles)
            .Where(profile => profile.Attribute("token")?.Value.Length > 0)
            .Select(profile => new OnvifProfile(
                profile.Attribute("token")!.Value,
                profile.Text("Name"),
                (profile.Child("VideoEncoderConfiguration") ?? profile.Child("Configurations").Child("VideoEncoder")).Text("Encoding"),
                profile.Child("PTZConfiguration") is not null || profile.Child("Configurations").Child("PTZ") is not null)),
    ];

    /// <summary>GetPresets as token and name, in the camera's order.</summary>
    public static IReadOnlyList<(string Token, string Name)> Presets(XElement? answer) =>
        [.. answer.Children("Preset").Take(MostPresets).Where(preset => preset.Attribute("token")?.Value.Length > 0).Select(preset => (preset.Attribute("token")!.Value, preset.Text("Name")))];

    /// <summary>
    /// Tokens by the number that people and scenes call them by: the number at the end of the name "Preset 3" or "预置点 3", else the
    /// number at the end of the token, else the lowest that is free.
    /// </summary>
    public static IReadOnlyDictionary<int, string> Numbered(IReadOnlyList<(string Token, string Name)> presets)
    {
        var numbered = new Dictionary<int, string>();
        var rest = presets.Where(preset => !(IsOurName(preset.Name) && NumberAtEnd(preset.Name) is { } number && numbered.TryAdd(number, preset.Token))).ToList();
        rest = [.. rest.Where(preset => !(NumberAtEnd(preset.Token) is { } number && numbered.TryAdd(number, preset.Token)))];
        var free = 1;
        foreach (var (token, _) in rest)
        {
            while (numbered.ContainsKey(free)) free++;
            numbered[free] = token;
        }

        return numbered;
    }

    /// <summary>GetStatus; what the camera does not tell is null.</summary>
    public static (double? Pan, double? Tilt, double? Zoom) Position(XElement? answer)
    {
        var position = answer.Child("PTZStatus").Child("Position");
        return (position.Child("PanTilt").Number("x"), position.Child("PanTilt").Number("y"), position.Child("Zoom").Number("x"));
    }

    /// <summary>GetStreamUri and GetSnapshotUri of Media, where it is in a MediaUri, and of Media2, where it is not.</summary>
    public static Uri? MediaAddress(XElement? answer) => Address((answer.Child("MediaUri") ?? answer).Text("Uri"));

    /// <summary>An address that the camera told, with the host (and of its services the port) at which it answered: behind NAT it does not know them.</summary>
    public static Uri Reachable(Uri told, OnvifAccess access)
    {
        if (access.KeepAddresses) return told;
        var service = told.Scheme is "http" or "https";
        var reachable = new UriBuilder(told) { Host = access.Address.Host, UserName = "", Password = "" };
        if (service) (reachable.Scheme, reachable.Port) = (access.Address.Scheme, access.Address.Port);
        return reachable.Uri;
    }

    private static Uri? Address(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" or "rtsp" or "rtsps" && address.Host.Length > 0 ? address : null;

    private static bool IsOurName(string name) => name.StartsWith("Preset", StringComparison.OrdinalIgnoreCase) || name.StartsWith("预置", StringComparison.Ordinal);

    private static int? NumberAtEnd(string text)
    {
        var digits = text.Length;
        while (digits > 0 && char.IsAsciiDigit(text[digits - 1])) digits--;
        return text.Length - digits is > 0 and <= 6 && int.Parse(text[digits..], CultureInfo.InvariantCulture) is > 0 and var number ? number : null;
    }

    private static bool Whole(XElement? element, string child, out int value) => int.TryParse(element.Text(child), NumberStyles.Integer, CultureInfo.InvariantCulture, out value);
}

/// <summary>One of a camera's ways to send its picture.</summary>
/// <param name="Encoding">H264, H265, JPEG …; empty when it does not say.</param>
internal sealed record OnvifProfile(string Token, string Name, string Encoding, bool Turns);
