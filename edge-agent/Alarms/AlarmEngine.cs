using Tongtang.Protocol.V1;

namespace Tongtang.EdgeAgent.Alarms;

/// <summary>What became of an alarm.</summary>
/// <param name="Condition">As it holds, or held last.</param>
internal sealed record AlarmTurn(AlarmChange Change, AlarmCondition Condition);

/// <summary>Holds conditions down before they are alarms and alarms up before they are over, so that what flickers tells nobody. Pure.</summary>
/// <param name="raised">Alarms from before the start: they are neither raised again nor lost.</param>
internal sealed class AlarmEngine(IEnumerable<AlarmCondition> raised)
{
    /// <summary>Hours left and megabytes waiting move all the time; whoever acts on them looks a few times an hour.</summary>
    private static readonly TimeSpan s_betweenChanges = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, Watch> _watches = raised.ToDictionary(c => c.Key, c => new Watch(c, true, null, null) { Told = c.Details }, StringComparer.Ordinal);

    /// <summary>Takes all that holds now, and says what begins, what has other details, and what ends.</summary>
    /// <param name="now">Monotonic.</param>
    public IReadOnlyList<AlarmTurn> Take(IEnumerable<AlarmCondition> conditions, TimeSpan now)
    {
        var turns = new List<AlarmTurn>();
        var holds = conditions.ToDictionary(c => c.Key, StringComparer.Ordinal);
        foreach (var condition in holds.Values) Hold(condition, now, turns);
        foreach (var (key, watch) in _watches.Where(w => !holds.ContainsKey(w.Key)).ToList()) Miss(key, watch, now, turns);
        return turns;
    }

    private void Hold(AlarmCondition condition, TimeSpan now, List<AlarmTurn> turns)
    {
        var watch = _watches.GetValueOrDefault(condition.Key) ?? new Watch(condition, false, now, null);
        watch = watch with { Condition = condition, Since = watch.Since ?? now, GoneSince = null };
        if (!watch.IsRaised && now - watch.Since >= condition.HoldDown)
        {
            watch = watch with { IsRaised = true, Told = condition.Details, ToldAt = now };
            turns.Add(new AlarmTurn(AlarmChange.Raised, condition));
        }
        else if (watch.IsRaised && now - watch.ToldAt >= s_betweenChanges && !Same(watch.Told, condition.Details))
        {
            watch = watch with { Told = condition.Details, ToldAt = now };
            turns.Add(new AlarmTurn(AlarmChange.Changed, condition));
        }
        _watches[condition.Key] = watch;
    }

    private void Miss(string key, Watch watch, TimeSpan now, List<AlarmTurn> turns)
    {
        var gone = watch.GoneSince ?? now;
        if (watch.IsRaised && now - gone < watch.Condition.ClearAfter)
        {
            _watches[key] = watch with { Since = null, GoneSince = gone };
            return;
        }
        _watches.Remove(key);
        if (watch.IsRaised) turns.Add(new AlarmTurn(AlarmChange.Cleared, watch.Condition));
    }

    private static bool Same(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> other) =>
        one.Count == other.Count && one.All(detail => other.TryGetValue(detail.Key, out var value) && value == detail.Value);

    private sealed record Watch(AlarmCondition Condition, bool IsRaised, TimeSpan? Since, TimeSpan? GoneSince)
    {
        /// <summary>The details that were told last, and when; from before the start: long ago.</summary>
        public IReadOnlyDictionary<string, string> Told { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

        public TimeSpan ToldAt { get; init; } = TimeSpan.MinValue / 2;
    }
}
