namespace Tongtang.HubServer.Accounts;

/// <summary>Who may give which role where: a security administrator any within their place, others what they have there themselves.</summary>
internal sealed class RoleGiving(TreePlaces places)
{
    public async Task<bool> MayGiveAsync(Caller caller, IEnumerable<Assignment> roles, CancellationToken cancellationToken)
    {
        foreach (var (role, place) in roles)
        {
            if (await places.FindAsync(place, cancellationToken) is not { } known || !known.IsIn(caller.Assignments.For(Right.ManageAccounts))) return false;
            if (!IsSecurityAdministrator(caller, known) && !TreePlaces.Covers(caller.Assignments, role, known)) return false;
        }
        return true;
    }

    private static bool IsSecurityAdministrator(Caller caller, KnownPlace place) =>
        place.IsIn(Scope.Of([.. caller.Assignments.All.Where(one => one.Role == Role.SecurityAdministrator).Select(one => one.Place)]));
}
