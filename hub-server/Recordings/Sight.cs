using Dapper;
using Tongtang.HubServer.Accounts;

namespace Tongtang.HubServer.Recordings;

/// <summary>What of a recording decides on who may see it.</summary>
internal readonly record struct RecordingStanding(ScopePath Path, Visibility Visibility, string TeacherKey, bool InBin);

/// <summary>Which recordings somebody sees.</summary>
/// <param name="Watches">Where they may watch lessons.</param>
/// <param name="Manages">Where they manage recordings, and so see each, deleted ones too.</param>
/// <param name="Regions">Where they may watch something.</param>
/// <param name="Owner">Their name as a teacher's, as <see cref="Timetable.TeacherKey"/> makes it; empty: no teacher's.</param>
internal sealed record Sight(Scope Watches, Scope Manages, IReadOnlyCollection<string> Regions, string Owner)
{
    /// <summary>Only what is managed there.</summary>
    public static Sight Managing(Scope scope) => new(Scope.Nothing, scope, [], "");

    /// <summary>Of some schools and no more.</summary>
    public bool IsOfSchools => Watches is { Kind: ScopeKind.School, IsNothing: false } && Manages.Kind == ScopeKind.School;

    public bool Covers(RecordingStanding recording) => Manages.Covers(recording.Path) || (!recording.InBin && recording.Visibility switch
    {
        Visibility.Public => !Watches.IsNothing,
        Visibility.District => Watches.Covers(recording.Path) || Regions.Contains(recording.Path.RegionId),
        Visibility.School => Watches.Covers(recording.Path),
        _ => Watches.Covers(recording.Path) && Owns(recording),
    });

    /// <summary>Whose lesson it is.</summary>
    public bool Owns(RecordingStanding recording) => Owner.Length > 0 && Owner == recording.TeacherKey && Watches.Covers(recording.Path);

    /// <summary>Its teacher, and those who manage recordings there.</summary>
    public bool MayChange(RecordingStanding recording) => Manages.Covers(recording.Path) || Owns(recording);

    /// <summary>The same as <see cref="Covers"/> in SQL over <c>recording</c> and <c>school</c>, but for the recycle bin.</summary>
    public string Sql()
    {
        var managed = ManagedSql();
        if (Manages.IsHub || Watches.IsNothing) return managed;
        var watched = Watches.Filter("school.region_id", "school.id", "@watchId");
        var region = Regions.Count > 0 ? "OR school.region_id IN @regions" : "";
        var owned = Owner.Length > 0 ? $"OR (recording.visibility = 'room' AND recording.teacher_key = @owner AND {watched})" : "";
        return $"({managed} OR recording.visibility = 'public' OR (recording.visibility = 'district' AND ({watched} {region})) OR (recording.visibility = 'school' AND {watched}) {owned})";
    }

    public string ManagedSql() => Manages.Filter("school.region_id", "school.id", "@manageId");

    public void AddTo(DynamicParameters values) => values.AddDynamicParams(new { watchId = Watches.Id, manageId = Manages.Id, regions = Regions, owner = Owner });
}
