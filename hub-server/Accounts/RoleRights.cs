using System.Collections.Frozen;

namespace Tongtang.HubServer.Accounts;

/// <summary>
/// What each role may do. The three administrators are apart from each other and from the daily work (三员分立: GB/T
/// 22239-2019, 8.1.5.1 to 8.1.5.3): one sees to the system, one to who may do what, one reads what was done.
/// </summary>
internal static class RoleRights
{
    private static readonly FrozenDictionary<Role, FrozenSet<Right>> s_rights = new Dictionary<Role, FrozenSet<Right>>
    {
        [Role.SystemAdministrator] = [Right.SeeRooms, Right.ConnectPrograms, Right.ManageSystem],
        [Role.SecurityAdministrator] = [Right.SeeRooms, Right.ManageAccounts],
        [Role.Auditor] = [Right.SeeRooms, Right.ReadAudit],
        [Role.DistrictStaff] = DailyWork(Right.ApproveRecordings, Right.ManageReports),
        [Role.SchoolAdministrator] = DailyWork(Right.ManageAccounts),
        [Role.Teacher] = [Right.SeeRooms, Right.WatchLessons],
        [Role.Researcher] = [Right.SeeRooms, Right.WatchLessons, Right.SeeReports],
        [Role.Installer] = [Right.SeeRooms, Right.CommandDevices, Right.SetUpDevices, Right.IssueJoinCodes],
        [Role.Viewer] = [Right.SeeRooms, Right.WatchLessons, Right.SeeReports],
    }.ToFrozenDictionary();

    /// <summary>Of these, nobody may be two where they are kept apart.</summary>
    public static IReadOnlyList<Role> Administrators { get; } = [Role.SystemAdministrator, Role.SecurityAdministrator, Role.Auditor];

    /// <summary>There is always somebody at the hub who is this: without them nobody could let anybody in again.</summary>
    public static IReadOnlyList<Role> Indispensable { get; } = [Role.SystemAdministrator, Role.SecurityAdministrator];

    public static IReadOnlySet<Right> Of(Role role) => s_rights[role];

    /// <summary>What somebody is who is said to be in charge of a place and nothing else was said.</summary>
    /// <param name="kind">The place.</param>
    /// <param name="administratorsApart">Whether nobody may be two of the three administrators.</param>
    public static IReadOnlyList<Role> InCharge(ScopeKind kind, bool administratorsApart) => kind switch
    {
        ScopeKind.School => [Role.SchoolAdministrator],
        ScopeKind.Region => [Role.DistrictStaff],
        _ when administratorsApart => [Role.SystemAdministrator, Role.DistrictStaff],
        _ => [.. Administrators, Role.DistrictStaff],
    };

    private static FrozenSet<Right> DailyWork(params ReadOnlySpan<Right> more) =>
    [
        Right.SeeRooms, Right.ManageTree, Right.CommandDevices, Right.SetUpDevices, Right.IssueJoinCodes, Right.HandleAlarms,
        Right.WatchLessons, Right.ManageRecordings, Right.ShareLessons, Right.RunLinkedLessons, Right.ManageTimetable,
        Right.ManageAssets, Right.SeeReports, Right.ConnectPrograms, .. more,
    ];
}
