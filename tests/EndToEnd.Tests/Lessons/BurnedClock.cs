using System.Diagnostics;
using System.Globalization;
using Tongtang.Harness.Processes;
using Xunit.Sdk;

namespace Tongtang.EndToEnd.Tests.Lessons;

/// <summary>
/// Reads the clock that made-up cameras burn into their pictures: twenty squares at the bottom, square K white when
/// 2^K is in the Unix milliseconds at which the picture was made.
/// </summary>
internal static class BurnedClock
{
    private const int Bits = 20;
    private const int Period = 1 << Bits;

    /// <summary>Media time minus burned time, milliseconds, the median over all pictures of a playable file.</summary>
    public static async Task<double> OffsetMsAsync(string file)
    {
        var times = await TimesAsync(file);
        var pictures = await SquaresAsync(file);
        if (pictures.Count != times.Count) throw new XunitException($"{file}: {pictures.Count} pictures with {times.Count} times");
        var offsets = pictures.Select((squares, i) => Wrap((times[i] * 1000) - Read(squares))).Order().ToList();
        return offsets[offsets.Count / 2];
    }

    /// <summary>When each picture of a playable file was made, in milliseconds, see <see cref="Wrap"/>.</summary>
    public static async Task<IReadOnlyList<double>> ReadAsync(string file) => (await SquaresAsync(file)).ConvertAll(squares => (double)Read(squares));

    /// <summary>Differences matter, and they wrap every 17 minutes.</summary>
    public static double Wrap(double milliseconds) => milliseconds - (Period * Math.Round(milliseconds / Period));

    private static int Read(byte[] squares)
    {
        var value = 0;
        for (var bit = 0; bit < Bits; bit++)
            if (squares[bit] > 127) value |= 1 << bit;
        return value;
    }

    private static async Task<List<double>> TimesAsync(string file)
    {
        var output = await Programs.RunAsync("ffprobe", "-v", "error", "-select_streams", "v:0", "-show_entries", "packet=pts_time", "-of", "csv=p=0", file);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => double.Parse(line.TrimEnd(','), CultureInfo.InvariantCulture)).ToList();
    }

    private static async Task<List<byte[]>> SquaresAsync(string file)
    {
        using var ffmpeg = Process.Start(new ProcessStartInfo("ffmpeg", [
            "-nostdin", "-v", "error", "-i", file, "-vsync", "passthrough", "-vf", $"crop=iw:ih/16:0:ih-ih/14,scale={Bits}:1:flags=area,format=gray", "-f", "rawvideo", "pipe:1"])
        { RedirectStandardOutput = true })!;
        var bytes = new MemoryStream();
        await ffmpeg.StandardOutput.BaseStream.CopyToAsync(bytes);
        await ffmpeg.WaitForExitAsync();
        return bytes.ToArray().Chunk(Bits).ToList();
    }
}
