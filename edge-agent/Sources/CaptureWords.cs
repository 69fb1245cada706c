namespace Tongtang.EdgeAgent.Sources;

/// <summary>
/// Understands what ffmpeg 5 to 7 says when a source fails. Pure. Its words never reach people: they name files and
/// addresses, and differ from version to version.
/// </summary>
internal static class CaptureWords
{
    /// <summary>In this order, since a line about a time limit may also name a refused retry.</summary>
    private static readonly (string[] Signs, Func<SourceOptions, SourceProblem> Problem)[] _known =
    [
        (["401 Unauthorized", "authorization failed", "403 Forbidden", "access denied"], Password),
        (["404 Not Found", "404 Stream Not Found", "Server returned 404"], _ => new("source_not_found", "The camera answers but has no stream at this path.")),
        (["453 ", "503 ", "500 Internal", "Server returned 5XX"], _ => new("source_unavailable", "The camera answers but cannot give its stream now; it may serve too many viewers.")),
        (["Failed to resolve", "Name or service not known", "Temporary failure in name resolution"], _ => new("source_unknown_host", "There is no device of this name on the network.")),
        (["No route to host", "Network is unreachable", "Host is down"], _ => new("source_unreachable", "The network does not reach the camera; it may be off or unplugged.")),
        (["Device or resource busy", "already in use"], _ => new("source_device_busy", "Another program uses the device.")),
        (["Permission denied", "Operation not permitted"], _ => new("source_denied", "The box may not use the device.")),
        (["Cannot open display", "could not connect to X", "Can't open display"], _ => new("source_no_desktop", "There is no desktop to record.")),
        (["No such file or directory", "No such device", "Could not find video device", "Could not find audio", "No such process", "Could not enumerate"], Missing),
        (["Connection timed out", "Operation timed out", "timed out", "Error number -138"], _ => new("source_hangs", "The source does not answer.")),
        (["Connection refused", "Error number -10061"], Refused),
        (["Connection reset", "Broken pipe", "End of file"], _ => Ended),
        (["Invalid data found", "Could not find codec parameters", "does not contain any stream"], _ => SourceProblem.Garbled("")),
    ];

    private static SourceProblem Ended => new("source_ended", "The source ended its stream.");

    /// <param name="words">What it wrote last; empty when it said nothing.</param>
    public static SourceProblem Understand(SourceOptions source, string words)
    {
        var problem = words.Length == 0 ? Ended : _known.Where(k => k.Signs.Any(sign => words.Contains(sign, StringComparison.OrdinalIgnoreCase))).Select(k => k.Problem(source)).FirstOrDefault();
        return (problem ?? new SourceProblem("source_failed", "The capture of the source failed; the log says more.")) with { Words = SecretAddress.Redact(words, source.Address) };
    }

    private static SourceProblem Password(SourceOptions source) =>
        Uri.TryCreate(source.Address, UriKind.Absolute, out var uri) && uri.UserInfo.Length > 0
            ? new("source_wrong_password", "The camera does not accept the user name or the password.")
            : new("source_wants_password", "The camera wants a user name and a password.");

    private static SourceProblem Missing(SourceOptions source) => source.Kind switch
    {
        SourceKind.File => SourceProblem.FileMissing,
        SourceKind.Rtsp => new("source_unreachable", "The network does not reach the camera; it may be off or unplugged."),
        _ => SourceProblem.DeviceMissing,
    };

    private static SourceProblem Refused(SourceOptions source) => source.Kind == SourceKind.Rtsp
        ? new("source_refused", "The camera refuses the connection; it may be starting, or the port is another one.")
        : SourceProblem.DeviceMissing;
}
