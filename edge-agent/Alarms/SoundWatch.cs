namespace Tongtang.EdgeAgent.Alarms;

/// <summary>
/// Learns how quiet one microphone is when it works and nobody speaks, and tells when it is quieter than that: a class that
/// writes is not silent, a microphone that is switched off is. Pure; fed once a second.
/// </summary>
/// <param name="floorDb">What was learned before the start; null: nothing yet.</param>
internal sealed class SoundWatch(double? floorDb)
{
    /// <summary>Whatever microphone it is, nothing that is switched on is as quiet as this.</summary>
    private const double CertainlySilentDb = -85;

    /// <summary>Before anything is learned; the noise of a quiet room is around −60 dBFS with common gains.</summary>
    private const double UntilLearnedDb = -70;

    /// <summary>So much below its own floor a microphone that works never is.</summary>
    private const double MarginDb = 8;

    /// <summary>One step of the estimate: about a tenth of a minute's seconds lie below the floor.</summary>
    private const double StepDb = 0.5;

    private const double Quantile = 0.1;

    /// <summary>Then what is always quiet counts as this microphone's floor only if something in between was loud.</summary>
    private const double AliveDb = 12;

    private const int AliveSeconds = 10;

    private const int WindowSeconds = 60;

    private readonly Queue<double> _lastMinute = new();

    /// <summary>The level that it has at least when it works, dBFS; null: not learned yet.</summary>
    public double? FloorDb { get; private set; } = floorDb;

    /// <summary>Takes the loudest level of a second.</summary>
    /// <returns>Whether it is silent.</returns>
    public bool Take(double loudestDb)
    {
        _lastMinute.Enqueue(loudestDb);
        if (_lastMinute.Count > WindowSeconds) _lastMinute.Dequeue();
        var silent = loudestDb <= CertainlySilentDb || loudestDb < (FloorDb - MarginDb ?? UntilLearnedDb);
        if (loudestDb > CertainlySilentDb && (!silent || IsAlive)) Learn(loudestDb);
        return silent;
    }

    /// <summary>Speech within the last seconds: then it works, however its gain was turned.</summary>
    private bool IsAlive => _lastMinute.Count == WindowSeconds && _lastMinute.TakeLast(AliveSeconds).Max() is var loudest && loudest > UntilLearnedDb && loudest - _lastMinute.Last() > AliveDb;

    private void Learn(double db)
    {
        if (FloorDb is not { } floor)
        {
            if (_lastMinute.Count == WindowSeconds) FloorDb = _lastMinute.Order().ElementAt((int)(WindowSeconds * Quantile));
            return;
        }
        FloorDb = db < floor ? floor - StepDb * (1 - Quantile) : floor + StepDb * Quantile;
    }
}
