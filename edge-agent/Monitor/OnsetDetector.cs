using System.Buffers.Binary;

namespace Tongtang.EdgeAgent.Monitor;

/// <summary>
/// Finds the edge of a clap in 16-bit little-endian mono sound: the first 5 ms that are 20 dB above the level of the
/// half second before and louder than −40 dBFS. Speech rises slower than that; a door may not, so one is told to clap
/// in silence.
/// </summary>
internal sealed class OnsetDetector
{
    private const int Window = MonitorArguments.SampleRate / 200;
    private const int FloorWindows = 100;
    private const double Rise = 10; // 20 dB as a ratio of amplitudes
    private const double Quietest = 0.01 * short.MaxValue;

    private readonly Queue<double> _before = new();
    private double _sum;
    private double _squares;
    private int _count;
    private long _samples;

    /// <summary>Where the first clap begins, in samples from the first one fed; null while there was none.</summary>
    public long? Onset { get; private set; }

    public void Feed(ReadOnlySpan<byte> samples)
    {
        for (var at = 0; at + 1 < samples.Length && Onset is null; at += 2)
        {
            double sample = BinaryPrimitives.ReadInt16LittleEndian(samples[at..]);
            _squares += sample * sample;
            _samples++;
            if (++_count == Window) EndWindow();
        }
    }

    private void EndWindow()
    {
        var level = Math.Sqrt(_squares / Window);
        (_squares, _count) = (0, 0);
        if (_before.Count == FloorWindows)
        {
            if (level > Quietest && level > Rise * Math.Max(1, _sum / FloorWindows)) Onset = _samples - Window;
            _sum -= _before.Dequeue();
        }
        _before.Enqueue(level);
        _sum += level;
    }
}
