namespace Tongtang.EdgeAgent.Readings;

/// <summary>One value that the box measured of itself.</summary>
/// <param name="Name">The quantity with its unit, as in readings.proto.</param>
/// <param name="Step">A difference smaller than this is none.</param>
internal readonly record struct Measured(string Name, double Value, double Step);

/// <summary>What of the measured values is worth storing: what differs from what was stored last, and all of it now and then. Pure.</summary>
internal sealed class ReadingChoice(TimeSpan atLeastEvery)
{
    private readonly Dictionary<string, (double Value, TimeSpan At)> _stored = new(StringComparer.Ordinal);

    public bool IsWorthStoring(Measured measured, TimeSpan now)
    {
        if (!double.IsFinite(measured.Value)) return false;
        if (_stored.TryGetValue(measured.Name, out var last) && Math.Abs(measured.Value - last.Value) < measured.Step && now - last.At < atLeastEvery) return false;
        _stored[measured.Name] = (measured.Value, now);
        return true;
    }
}
