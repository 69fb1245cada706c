namespace Tongtang.Harness.Processes;

/// <summary>Media held against ffmpeg's decoders: what an exit code of 0 does not say, its complaints do.</summary>
internal static class Decoding
{
    /// <summary>Decodes all of a file; what ffmpeg complained of, empty when it did not.</summary>
    /// <remarks>
    /// Times stay in the file's own time base (<c>-enc_time_base -1</c>): otherwise ffmpeg rounds them to a guessed frame
    /// rate, and two frames of a jittery camera in one tick are a complaint about the rounding, not about the file.
    /// </remarks>
    public static async Task<string> ComplaintsAsync(string path)
    {
        var (exitCode, output, error) = await Programs.TryRunAsync(
            "ffmpeg", "-nostdin", "-v", "error", "-i", path, "-map", "0", "-enc_time_base", "-1", "-f", "null", "-");
        return exitCode == 0 ? error : $"ended with {exitCode}: {output}{error}";
    }
}
