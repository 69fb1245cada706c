namespace Tongtang.HubServer.Reports;

/// <summary>A figure that is other now than when the report was frozen.</summary>
/// <param name="Table">report, school, room or teacher.</param>
/// <param name="Name">Of the row; empty for the report itself.</param>
/// <param name="Frozen">Null: the row was not there.</param>
/// <param name="Now">Null: the row is not there any more.</param>
internal sealed record ChangedFigure(string Table, string Id, string Name, FigureKey Figure, FigureUnit Unit, double? Frozen, double? Now);

/// <param name="Total">How many figures are other.</param>
/// <param name="Figures">The first of them.</param>
internal sealed record ReportDifference(int Total, IReadOnlyList<ChangedFigure> Figures)
{
    public const int Most = 500;

    /// <summary>Both are of the same place and days. Pure.</summary>
    public static ReportDifference Between(FrozenDocument frozen, FrozenDocument now)
    {
        var changed = OfReport(frozen.Report.Figures, now.Report.Figures)
            .Concat(Rows("school", frozen.Schools, now.Schools)).Concat(Rows("room", frozen.Rooms, now.Rooms)).Concat(Rows("teacher", frozen.Teachers, now.Teachers)).ToList();
        return new ReportDifference(changed.Count, [.. changed.Take(Most)]);
    }

    private static IEnumerable<ChangedFigure> OfReport(IReadOnlyList<ReportFigure> frozen, IReadOnlyList<ReportFigure> now)
    {
        var byKey = now.ToDictionary(figure => figure.Key);
        return frozen.Select(figure => Changed("report", "", "", figure.Key, figure.Value, byKey.GetValueOrDefault(figure.Key)?.Value)).OfType<ChangedFigure>();
    }

    private static IEnumerable<ChangedFigure> Rows(string table, IReadOnlyList<LeagueRow> frozen, IReadOnlyList<LeagueRow> now)
    {
        var (before, after) = (frozen.ToDictionary(row => row.Id, StringComparer.Ordinal), now.ToDictionary(row => row.Id, StringComparer.Ordinal));
        foreach (var id in frozen.Select(row => row.Id).Concat(now.Select(row => row.Id).Where(id => !before.ContainsKey(id))))
        {
            var (one, other) = (before.GetValueOrDefault(id), after.GetValueOrDefault(id));
            foreach (var (figure, value) in s_figures)
            {
                if (Changed(table, id, (one ?? other)!.Name, figure, one is null ? null : value(one), other is null ? null : value(other)) is { } changed) yield return changed;
            }
        }
    }

    private static readonly (FigureKey, Func<LeagueRow, double>)[] s_figures =
    [
        (FigureKey.Rooms, row => row.Rooms), (FigureKey.RoomsUsed, row => row.RoomsUsed), (FigureKey.Lessons, row => row.Lessons), (FigureKey.Hours, row => row.Hours),
        (FigureKey.TeachersRecorded, row => row.TeachersRecorded), (FigureKey.Subjects, row => row.Subjects),
    ];

    private static ChangedFigure? Changed(string table, string id, string name, FigureKey figure, double? frozen, double? now) =>
        frozen == now || (frozen is { } one && now is { } other && Math.Abs(one - other) < 1e-9) ? null : new ChangedFigure(table, id, name, figure, FigureUnits.Of(figure), frozen, now);
}
