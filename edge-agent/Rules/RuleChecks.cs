using System.Globalization;
using System.Text.RegularExpressions;
using Tongtang.EdgeAgent.Devices;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Scenes;

namespace Tongtang.EdgeAgent.Rules;

/// <summary>What rules must keep to. Pure.</summary>
internal static partial class RuleChecks
{
    public static IEnumerable<string> Problems(Equipment equipment) =>
    [
        .. equipment.Rules.SelectMany((rule, i) => RuleProblems(rule, equipment).Select(problem => $"rules[{i}] \"{rule.Id}\": {problem}.")),
        .. EquipmentRules.Twice("rules", equipment.Rules.Select(rule => rule.Id)),
    ];

    /// <summary>Whether a local time of day lies between the rule's two.</summary>
    public static bool Counts(RuleOptions rule, TimeOnly now) =>
        Time(rule.From) is not { } from || Time(rule.To) is not { } to || now.IsBetween(from, to);

    private static IEnumerable<string> RuleProblems(RuleOptions rule, Equipment equipment)
    {
        if (!RuleId().IsMatch(rule.Id)) yield return "id: allowed are a-z, 0-9 and -, 1 to 32 characters";
        if (rule.Names.Zh.Trim().Length is 0 or > 64 || rule.Names.En.Trim().Length is 0 or > 64) yield return "names: allowed are 1 to 64 characters in both languages";
        if (rule.Then.Count == 0 && rule.Otherwise.Count == 0 && rule.Alarm is null) yield return "it does nothing; give it then, otherwise or alarm";
        if (rule.AtMostEverySeconds is < 0.2 or > 86400) yield return $"atMostEverySeconds is {rule.AtMostEverySeconds}; allowed: 0.2 to 86400";
        if (rule.From is null != rule.To is null) yield return "from and to belong together";
        foreach (var (name, text) in new[] { ("from", rule.From), ("to", rule.To) })
        {
            if (text is not null && Time(text) is null) yield return $"{name} is \"{text}\"; allowed: a time such as 07:30";
        }

        foreach (var problem in ConditionProblems(rule, equipment)) yield return problem;
        foreach (var problem in SceneRules.StepProblems(rule.Then, "then", equipment)) yield return problem;
        foreach (var problem in SceneRules.StepProblems(rule.Otherwise, "otherwise", equipment)) yield return problem;
    }

    private static IEnumerable<string> ConditionProblems(RuleOptions rule, Equipment equipment)
    {
        var when = rule.When;
        var kinds = new object?[] { when.Reading, when.Property, when.Key, when.Card, when.Offline, when.Recorder }.Count(kind => kind is not null);
        if (kinds != 1) yield return $"when: names {kinds} of reading, property, key, card, offline and recorder; exactly one is allowed";
        if (when.Recorder is null && equipment.Devices.All(device => device.Id != when.Device)) yield return $"when: there is no device \"{when.Device}\"";
        if (when.Recorder is { } state && !Enum.GetNames<RecorderState>().Contains(state, StringComparer.OrdinalIgnoreCase))
            yield return $"when: recorder is \"{state}\"; allowed: {string.Join(", ", Enum.GetNames<RecorderState>().Select(name => name.ToLowerInvariant()))}";
        if (when.Reading is not null && when.Above is null == when.Below is null) yield return "when: a reading needs above or below, one of them";
        if (when.Property is not null && when.Is is null) yield return "when: a property needs is";
        if (when.Hysteresis is < 0 || !double.IsFinite(when.Hysteresis)) yield return $"when: hysteresis is {when.Hysteresis}; allowed: 0 or more";
        if (when.ForSeconds is < 0 or > 86400) yield return $"when: forSeconds is {when.ForSeconds}; allowed: 0 to 86400";
        if (when is { Key: not null } or { Card: not null } && (when.ForSeconds > 0 || rule.Otherwise.Count > 0 || rule.Alarm is not null)) yield return "when: a key or a card is a moment; forSeconds, otherwise and alarm need something that lasts";
    }

    private static TimeOnly? Time(string? text) => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,31}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RuleId();
}
