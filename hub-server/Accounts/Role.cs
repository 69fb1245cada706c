using System.Text.Json.Serialization;

namespace Tongtang.HubServer.Accounts;

/// <summary>What somebody is, at a place of the tree. <see cref="RoleRights"/> says what each may do.</summary>
internal enum Role
{
    SystemAdministrator,
    SecurityAdministrator,
    Auditor,
    DistrictStaff,
    SchoolAdministrator,
    Teacher,
    Researcher,
    Installer,
    Viewer,
}

/// <summary>A role at a place. It holds for all below that place, too.</summary>
[method: JsonConstructor]
internal readonly record struct Assignment(Role Role, TreePlace Place);
