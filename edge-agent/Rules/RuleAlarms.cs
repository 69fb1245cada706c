using System.Collections.Immutable;
using Tongtang.DeviceDrivers.Contract;

namespace Tongtang.EdgeAgent.Rules;

/// <summary>The alarms that rules want raised now, by rule; the box's alarm loop takes them up.</summary>
internal sealed class RuleAlarms
{
    private ImmutableSortedDictionary<string, (Words Words, string Device)> _raised = ImmutableSortedDictionary<string, (Words, string)>.Empty;

    public ImmutableSortedDictionary<string, (Words Words, string Device)> Raised => Volatile.Read(ref _raised);

    /// <param name="words">Null: no longer.</param>
    public void Set(string rule, Words? words, string device) =>
        ImmutableInterlocked.Update(ref _raised, raised => words is null ? raised.Remove(rule) : raised.SetItem(rule, (words, device)));

    /// <summary>Those of rules that are gone are gone.</summary>
    public void Keep(IReadOnlyCollection<string> rules) =>
        ImmutableInterlocked.Update(ref _raised, raised => raised.RemoveRange(raised.Keys.Where(rule => !rules.Contains(rule))));
}
