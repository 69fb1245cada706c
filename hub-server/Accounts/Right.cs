namespace Tongtang.HubServer.Accounts;

/// <summary>What one may be allowed to do, somewhere in the tree. Every route of the API names the one it needs.</summary>
internal enum Right
{
    /// <summary>Sees rooms, their boxes, devices, values and alarms.</summary>
    SeeRooms,

    /// <summary>Makes, changes and deletes regions, schools and rooms.</summary>
    ManageTree,

    /// <summary>Has boxes, devices and scenes do something.</summary>
    CommandDevices,

    /// <summary>Sets up a room's devices and their rules.</summary>
    SetUpDevices,

    /// <summary>Issues the codes with which boxes join.</summary>
    IssueJoinCodes,

    /// <summary>Acknowledges, suppresses and clears alarms.</summary>
    HandleAlarms,

    /// <summary>Looks into rooms and plays recordings.</summary>
    WatchLessons,

    /// <summary>Renames and deletes recordings.</summary>
    ManageRecordings,

    /// <summary>Decides whether recordings are shown beyond their school.</summary>
    ApproveRecordings,

    /// <summary>Hands lessons out: links for people without an account, and downloads.</summary>
    ShareLessons,

    /// <summary>Pairs rooms, and plans, begins, directs and ends linked lessons.</summary>
    RunLinkedLessons,

    /// <summary>Writes timetables.</summary>
    ManageTimetable,

    /// <summary>Keeps the register of assets.</summary>
    ManageAssets,

    /// <summary>Reads statistics and reports.</summary>
    SeeReports,

    /// <summary>Sets what places shall reach, and freezes reports.</summary>
    ManageReports,

    /// <summary>Lets other programs in: tokens and webhooks.</summary>
    ConnectPrograms,

    /// <summary>Makes accounts, and says who may do what.</summary>
    ManageAccounts,

    /// <summary>Reads who did what.</summary>
    ReadAudit,

    /// <summary>Changes the hub's own settings, and sees to backups.</summary>
    ManageSystem,
}
