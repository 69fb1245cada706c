namespace Tongtang.EdgeAgent.Commands;

/// <summary>Where programs such as ffmpeg are looked for.</summary>
internal static class SearchPath
{
    private static readonly string[] s_usual = ["/usr/local/bin", "/usr/bin", "/bin"];

    /// <summary>
    /// Adds the folders in which Linux keeps its programs when the environment lacks them: a shell would add them by
    /// itself, but a process that was started without one and without PATH would find no ffmpeg.
    /// </summary>
    public static void Complete()
    {
        if (!OperatingSystem.IsWindows()) Environment.SetEnvironmentVariable("PATH", Completed(Environment.GetEnvironmentVariable("PATH")));
    }

    public static string Completed(string? path) =>
        string.Join(':', (path ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Union(s_usual, StringComparer.Ordinal));
}
