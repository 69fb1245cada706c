using System.Diagnostics;
using System.Globalization;

namespace Tongtang.Protocol.Tests.Media;

/// <summary>Runs the real ffmpeg and ffprobe to their end.</summary>
internal static class Ffmpeg
{
    public const string X264 = "-c:v libx264 -preset ultrafast -tune zerolatency -pix_fmt yuv420p -bf 0 -g 50 -keyint_min 50 -sc_threshold 0";
    public const string Cmaf = "-f mp4 -movflags cmaf+frag_every_frame -write_prft wallclock";

    /// <summary>Returns what it wrote to its standard output; fails the test when it complains of anything.</summary>
    public static byte[] Run(string arguments) => Start("ffmpeg", "-nostdin -v error " + arguments);

    /// <summary>Decodes all of a file; any line of complaint fails the test.</summary>
    public static void Decode(string path) => Run($"-i {path} -fps_mode passthrough -enc_time_base -1 -f null -");

    public static string Probe(string path, string arguments) =>
        System.Text.Encoding.UTF8.GetString(Start("ffprobe", $"-v error -of csv=p=0 {arguments} {path}")).Trim();

    public static double DurationSeconds(string path) =>
        double.Parse(Probe(path, "-show_entries format=duration"), CultureInfo.InvariantCulture);

    public static double StartSeconds(string path) =>
        double.Parse(Probe(path, "-show_entries format=start_time"), CultureInfo.InvariantCulture);

    private static byte[] Start(string program, string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var output = new MemoryStream();
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        var complaint = errors.GetAwaiter().GetResult();
        Assert.True(process.ExitCode == 0 && complaint.Length == 0, $"{program} {arguments}\nexit {process.ExitCode}: {complaint}");
        return output.ToArray();
    }
}
