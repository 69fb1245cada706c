using Tongtang.DeviceDrivers.Contract;
using Tongtang.EdgeAgent.Devices;

namespace Tongtang.EdgeAgent.Rules;

/// <summary>What a rule is to do now.</summary>
internal enum RuleTurn
{
    Nothing,
    Begin,
    End,
}

/// <summary>One rule over time: whether it holds, since when, when it last acted. Not thread safe.</summary>
internal sealed class RuleWatch(RuleOptions rule)
{
    private TimeSpan? _since;
    private TimeSpan? _acted;

    public RuleOptions Rule { get; } = rule;

    /// <summary>It has begun and not ended.</summary>
    public bool Holds { get; private set; }

    /// <summary>Times that it was to act again too soon.</summary>
    public long Suppressed { get; private set; }

    /// <summary>When it must be looked at again, though nothing happens; null: no need.</summary>
    public TimeSpan? DueAt => _since is { } since && !Holds ? since + TimeSpan.FromSeconds(Rule.When.ForSeconds) : null;

    /// <summary>Something lasting: looks at the room.</summary>
    public RuleTurn Look(DeviceSnapshot? device, string recorder, bool counts, TimeSpan now)
    {
        if (Rule.When.Key is not null || Rule.When.Card is not null) return RuleTurn.Nothing;
        if (!counts || IsMet(device, recorder) is not { } met) return Holds && !counts ? End() : RuleTurn.Nothing;
        if (!met)
        {
            _since = null;
            return Holds ? End() : RuleTurn.Nothing;
        }

        _since ??= now;
        if (Holds || now - _since < TimeSpan.FromSeconds(Rule.When.ForSeconds)) return RuleTurn.Nothing;
        if (!MayAct(now)) return RuleTurn.Nothing;
        Holds = true;
        return RuleTurn.Begin;
    }

    /// <summary>A moment: a key, a card.</summary>
    public RuleTurn Hear(string device, DeviceNews news, bool counts, TimeSpan now)
    {
        var when = Rule.When;
        var met = device == when.Device && news switch
        {
            KeyNews key => key.Down && key.Key == when.Key,
            CardNews card => when.Card == "*" || string.Equals(card.Uid, when.Card, StringComparison.OrdinalIgnoreCase),
            _ => false,
        };
        return met && counts && MayAct(now) ? RuleTurn.Begin : RuleTurn.Nothing;
    }

    private RuleTurn End()
    {
        Holds = false;
        _since = null;
        return RuleTurn.End;
    }

    private bool MayAct(TimeSpan now)
    {
        if (_acted is { } acted && now - acted < TimeSpan.FromSeconds(Rule.AtMostEverySeconds))
        {
            Suppressed++;
            return false;
        }

        _acted = now;
        return true;
    }

    /// <summary>Null: not known, so nothing changes.</summary>
    private bool? IsMet(DeviceSnapshot? device, string recorder)
    {
        var when = Rule.When;
        if (when.Recorder is { } state) return recorder.Equals(state, StringComparison.OrdinalIgnoreCase);
        if (device is null) return null;
        if (when.Offline is { } offline) return device.Health == DeviceHealth.Connecting ? null : device.Health == DeviceHealth.Offline == offline;
        if (when.Property is { } property) return device.Properties.TryGetValue(property, out var value) ? value == when.Is : null;
        if (!device.Readings.TryGetValue(when.Reading!, out var reading)) return null;
        var slack = Holds ? when.Hysteresis : 0;
        return when.Above is { } above ? reading > above - slack : reading < when.Below + slack;
    }
}
