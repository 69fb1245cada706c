using System.Buffers.Binary;

namespace Tongtang.EdgeAgent.Monitor;

/// <summary>
/// Loudness of 16-bit little-endian mono sound, window by window. A window whose samples are all zero reads
/// <see cref="Silence"/>.
/// </summary>
internal sealed class LevelMeter(int samplesPerWindow)
{
    /// <summary>dBFS of digital silence; a 16-bit sample cannot be quieter than −90.3 without being zero.</summary>
    public const double Silence = -120;

    private double _squares;
    private int _peak;
    private int _count;

    /// <summary>Feeds whole samples; answers one level for each window that they fill.</summary>
    public IEnumerable<SoundLevel> Feed(ReadOnlyMemory<byte> samples)
    {
        for (var at = 0; at + 1 < samples.Length; at += 2)
        {
            Add(BinaryPrimitives.ReadInt16LittleEndian(samples.Span[at..]));
            if (_count < samplesPerWindow) continue;
            yield return new SoundLevel(Decibels(Math.Sqrt(_squares / _count)), Decibels(_peak));
            (_squares, _peak, _count) = (0, 0, 0);
        }
    }

    private void Add(int sample)
    {
        _squares += (double)sample * sample;
        _peak = Math.Max(_peak, Math.Abs(sample));
        _count++;
    }

    private static double Decibels(double amplitude) => amplitude <= 0 ? Silence : 20 * Math.Log10(amplitude / short.MaxValue);
}
