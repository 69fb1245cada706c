using System.Collections.Concurrent;
using Tongtang.EdgeAgent.Recordings;

namespace Tongtang.EdgeAgent.Monitor;

/// <param name="Jpeg">A few kilobytes, as wide as <see cref="MonitorOptions.PictureWidth"/>.</param>
internal sealed record Snapshot(ReadOnlyMemory<byte> Jpeg, DateTimeOffset TakenAt);

/// <param name="RmsDb">Of the last 200 ms, dBFS; −120 for digital silence.</param>
/// <param name="PeakDb">The highest sample of the last 200 ms, dBFS.</param>
internal sealed record SoundLevel(double RmsDb, double PeakDb);

/// <summary>The newest picture and sound level of every source. What is too old to be shown as now counts as none.</summary>
internal sealed class SnapshotBoard(TimeProvider time)
{
    private static readonly TimeSpan PictureStale = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan SoundStale = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<string, Entry<Snapshot>> _pictures = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Entry<SoundLevel>> _levels = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, double> _loudest = new(StringComparer.Ordinal);

    /// <summary>Raised at each new picture and level, several times a second while something is captured.</summary>
    public ChangeSignal Changed { get; } = new();

    /// <summary>Null: no picture, or none of the last seconds.</summary>
    public Snapshot? Picture(string source) => Fresh(_pictures, source, PictureStale);

    /// <summary>The last there was, however old; null: none since the start.</summary>
    public Snapshot? LastPicture(string source) => _pictures.TryGetValue(source, out var entry) ? entry.Value : null;

    /// <summary>Null: the source has no sound, or it does not come.</summary>
    public SoundLevel? Sound(string source) => Fresh(_levels, source, SoundStale);

    /// <summary>The loudest since the last call, dBFS; null: no sound came. For one caller.</summary>
    public double? TakeLoudest(string source) => _loudest.TryRemove(source, out var loudest) ? loudest : null;

    public void Put(string source, byte[] jpeg)
    {
        _pictures[source] = new(new Snapshot(jpeg, time.GetUtcNow()), time.GetTimestamp());
        Changed.Raise();
    }

    public void Put(string source, SoundLevel level)
    {
        _levels[source] = new(level, time.GetTimestamp());
        _loudest.AddOrUpdate(source, level.RmsDb, (_, before) => Math.Max(before, level.RmsDb));
        Changed.Raise();
    }

    /// <summary>What there is of the source is not of now any more.</summary>
    public void Forget(string source)
    {
        if (_pictures.TryGetValue(source, out var picture)) _pictures[source] = picture with { IsOver = true };
        _levels.TryRemove(source, out _);
    }

    private T? Fresh<T>(ConcurrentDictionary<string, Entry<T>> entries, string source, TimeSpan stale)
        where T : class => entries.TryGetValue(source, out var entry) && !entry.IsOver && time.GetElapsedTime(entry.At) < stale ? entry.Value : null;

    private readonly record struct Entry<T>(T Value, long At, bool IsOver = false);
}
