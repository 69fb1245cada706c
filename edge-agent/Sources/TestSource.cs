using System.Globalization;

namespace Tongtang.EdgeAgent.Sources;

/// <summary>
/// A made-up camera: a moving picture with its name and a clock that people and programs can read, and sound. Pure.
/// </summary>
/// <remarks>
/// The programs' clock is a row of twenty bits at the bottom: bit K, the K-th from the left, is white when 2^K is in the
/// Unix time in milliseconds (modulo 2^20, 17 minutes) at which the picture was made. Two views that show the same bits
/// are in step.
/// </remarks>
internal static class TestSource
{
    public const int ClockBits = 20;

    public static IReadOnlyList<string> Input(SourceOptions source, CaptureMachine machine)
    {
        var (width, height, rate) = Shape(source);
        string[] picture = ["-re", "-f", "lavfi", "-i", $"testsrc2=size={width}x{height}:rate={rate}"];
        return source.HasSound ? [.. picture, "-re", "-f", "lavfi", "-i", Sound(source, machine)] : picture;
    }

    /// <summary>Stamps each picture with the wall clock, draws it, and gives it its even time back.</summary>
    public static string Filters(SourceOptions source, CaptureMachine machine)
    {
        var (_, _, rate) = Shape(source);
        var bits = Enumerable.Range(0, ClockBits).Select(Bit);
        List<string> filters = ["settb=1/1000", "setpts=floor(RTCTIME/1000)", "drawbox=x=0:y=ih-ih/12:w=iw:h=ih/12:color=black:t=fill", .. bits];
        if (machine.DrawsText)
            filters.Add($"drawtext=text='{source.Name}  %{{localtime}}':fontsize=h/14:fontcolor=white:box=1:boxcolor=black@0.6:boxborderw=8:x=w/24:y=h/16");
        filters.Add($"setpts=N/({rate}*TB)");
        return string.Join(',', filters);
    }

    private static string Bit(int bit) => string.Create(
        CultureInfo.InvariantCulture,
        $"drawbox=x={bit}*iw/{ClockBits}:y=ih-ih/12:w=iw/{ClockBits}:h=ih/12:color=white:t=fill:enable='mod(floor(floor(t*1000+0.5)/{1 << bit})\\,2)'");

    private static string Sound(SourceOptions source, CaptureMachine machine)
    {
        if (source.Audio != "spoken" || !machine.Speaks) return "sine=frequency=440:beep_factor=4:sample_rate=48000";
        var name = source.Name.Replace('-', ' ');
        return $"flite=text='This is {name}. One, two, three, four, five.':voice=slt,aresample=48000,apad=pad_dur=1,aloop=loop=-1:size=480000";
    }

    private static (int Width, int Height, int Rate) Shape(SourceOptions source) =>
        (source.Width > 0 ? source.Width : 1280, source.Height > 0 ? source.Height : 720, source.FramesPerSecond > 0 ? source.FramesPerSecond : 25);
}
