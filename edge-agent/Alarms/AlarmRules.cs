using System.Globalization;
using Tongtang.EdgeAgent.Recordings;
using Tongtang.EdgeAgent.Sources;

namespace Tongtang.EdgeAgent.Alarms;

/// <summary>Which conditions hold. Pure. An alarm is something that a person should act on: what nobody can mend is none.</summary>
internal static class AlarmRules
{
    /// <summary>With keyframes up to four seconds apart, an alarm comes within thirty.</summary>
    private static readonly TimeSpan s_sourceHold = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan s_stillCamera = TimeSpan.FromSeconds(20);

    /// <summary>A slide may stand for an hour.</summary>
    private static readonly TimeSpan s_stillScreen = TimeSpan.FromMinutes(75);

    /// <summary>Who unplugs a device to plug it in elsewhere is back by then.</summary>
    private static readonly TimeSpan s_devicePatience = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan s_uploadPatience = TimeSpan.FromMinutes(15);

    /// <summary>Who may upload at night only is through by then.</summary>
    private static readonly TimeSpan s_uploadWait = TimeSpan.FromHours(36);

    private static readonly TimeSpan s_clockTolerance = TimeSpan.FromSeconds(5);

    /// <summary>Renewed at two thirds of 90 days; whoever is asked to help then still has two weeks.</summary>
    private static readonly TimeSpan s_certificateShort = TimeSpan.FromDays(14);

    private const int LongestDetail = 200;

    private static readonly TimeSpan s_mendedShown = TimeSpan.FromDays(1);
    private static readonly TimeSpan s_soon = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);

    public static IEnumerable<AlarmCondition> Hold(BoxFacts facts) =>
    [
        .. facts.Records ? facts.Sources.SelectMany(OfSource) : [],
        .. OfDisk(facts),
        .. OfHub(facts),
        .. facts.Mended.Where(store => store.Ago < s_mendedShown).DistinctBy(store => store.Name)
            .Select(store => AlarmCondition.Of(
                AlarmKinds.StoreRepaired, store.Name, TimeSpan.Zero, TimeSpan.Zero,
                new[] { ("damage", Short(store.Damage)), ("moved_to", store.MovedTo), ("saved", Text(store.Saved)), ("lost", store.Lost) }.Where(detail => detail.Item2.Length > 0))),
        .. facts.DevicesDown.Select(device => AlarmCondition.Of(AlarmKinds.DeviceDown, device.Id, s_devicePatience, s_soon, ("problem", device.ProblemCode))),
        .. facts.RulesMet.Select(rule => AlarmCondition.Of(AlarmKinds.RuleMet, rule.Rule, TimeSpan.Zero, TimeSpan.Zero, ("device", rule.Device), ("zh", rule.Zh), ("en", rule.En))),
        .. facts.Evicted > 0 ? [AlarmCondition.Of(AlarmKinds.ItemsEvicted, "", TimeSpan.Zero, TimeSpan.Zero, ("items", Text(facts.Evicted)))] : Enumerable.Empty<AlarmCondition>(),
    ];

    private static IEnumerable<AlarmCondition> OfSource(SourceFinding source)
    {
        if (source.State == SourceState.Lost)
        {
            yield return AlarmCondition.Of(AlarmKinds.SourceDown, source.Name, TimeSpan.FromSeconds(10), s_soon, ("problem", source.ProblemCode));
            yield break;
        }
        if (source.State != SourceState.Recording) yield break;
        if (source.Silent) yield return AlarmCondition.Of(AlarmKinds.NoSound, source.Name, s_sourceHold, s_soon, source.FloorDb is { } floor ? [("floor_db", Text(floor))] : []);
        // A screen in standby is black, and nothing is wrong with it.
        var isCamera = source.Role is SourceRole.Teacher or SourceRole.Student;
        if (source.Black && isCamera) yield return AlarmCondition.Of(AlarmKinds.PictureBlack, source.Name, s_sourceHold, s_soon);
        else if (!source.Black && source.StillFor >= (isCamera ? s_stillCamera : s_stillScreen)) yield return AlarmCondition.Of(AlarmKinds.PictureFrozen, source.Name, TimeSpan.Zero, TimeSpan.Zero);
    }

    private static IEnumerable<AlarmCondition> OfDisk(BoxFacts facts)
    {
        var almostFull = facts.HoursLeft < Until(AlarmKinds.DiskAlmostFull, 1);
        if (almostFull) yield return AlarmCondition.Of(AlarmKinds.DiskAlmostFull, "", s_soon, s_minute, ("hours", Text(facts.HoursLeft)));
        else if (facts.HoursLeft < Until(AlarmKinds.DiskLow, 24)) yield return AlarmCondition.Of(AlarmKinds.DiskLow, "", s_minute, s_minute, ("hours", Text(facts.HoursLeft)));

        double Until(string kind, double hours) => facts.Raised.Contains(kind) ? 1.1 * hours : hours;
    }

    private static IEnumerable<AlarmCondition> OfHub(BoxFacts facts)
    {
        if (facts.UploadStuckFor >= s_uploadPatience || facts.UploadWaitsFor >= s_uploadWait) yield return AlarmCondition.Of(AlarmKinds.UploadBehind, "", TimeSpan.Zero, TimeSpan.Zero, ("megabytes", Text(facts.PendingBytes / 1e6)));
        if (facts.ClockOffset?.Duration() > s_clockTolerance) yield return AlarmCondition.Of(AlarmKinds.ClockOff, "", s_minute, s_minute, ("seconds", Text(facts.ClockOffset.Value.TotalSeconds)));
        if (!facts.TimeKnown) yield return AlarmCondition.Of(AlarmKinds.ClockUnknown, "", s_minute, TimeSpan.Zero);
        if (facts.CertificateEnds < s_certificateShort) yield return AlarmCondition.Of(AlarmKinds.CertificateEnding, "", s_minute, TimeSpan.Zero, ("days", Text(facts.CertificateEnds.Value.TotalDays)));
    }

    /// <summary>The hub takes short details only.</summary>
    private static string Short(string text) => text.Length <= LongestDetail ? text : text[..LongestDetail];

    private static string Text(double value) => Math.Round(value, 1).ToString(CultureInfo.InvariantCulture);
}
