using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Agents;
using Tongtang.HubServer.Chat;
using Tongtang.HubServer.Events;
using Tongtang.HubServer.Live;
using Tongtang.HubServer.Web;

namespace Tongtang.HubServer.Fleet;

/// <summary>Body of <c>POST /api/v1/schools</c>.</summary>
/// <param name="LiveMegabitsPerSecond">What its boxes may send live, all together; 0 or nothing: as much as they like.</param>
/// <param name="LiveChat">Whether those who watch its rooms live may write to each other.</param>
/// <param name="Tags">Words to find it by: at most 10 of at most 20 characters.</param>
internal sealed record CreateSchool(string Name, string RegionId, SchoolKind Kind = SchoolKind.Other, SchoolTier Tier = SchoolTier.None, double? LiveMegabitsPerSecond = null, bool LiveChat = false, IReadOnlyList<string>? Tags = null);

/// <summary>Body of <c>PATCH /api/v1/schools/{id}</c>: what is not given stays; another regionId moves the school.</summary>
/// <param name="LiveMegabitsPerSecond">What its boxes may send live, all together; 0: as much as they like.</param>
/// <param name="LiveChat">Whether those who watch its rooms live may write to each other.</param>
/// <param name="Tags">All of them.</param>
internal sealed record ChangeSchool(string? Name = null, string? RegionId = null, SchoolKind? Kind = null, SchoolTier? Tier = null, double? LiveMegabitsPerSecond = null, bool? LiveChat = null, IReadOnlyList<string>? Tags = null);

internal static class SchoolEndpoints
{
    public static void MapSchools(this RouteGroupBuilder group)
    {
        group.MapGet("/", ListAsync).WithName("listSchools").WithSummary("The schools the caller may see, of one region or of all");
        group.MapPost("/", CreateAsync).WithName("createSchool").Needs(Right.ManageTree).WithSummary("A new school").ProducesProblem(403).ProducesProblem(409);
        group.MapGet("/{id}", GetAsync).WithName("getSchool").WithSummary("One school with its counts").ProducesProblem(404);
        group.MapPatch("/{id}", ChangeAsync).WithName("changeSchool").Needs(Right.ManageTree).WithSummary("Renames or moves a school, or changes its kind, tier, tags or what is allowed live").ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
        group.MapDelete("/{id}", DeleteAsync).WithName("deleteSchool").Needs(Right.ManageTree).WithSummary("Deletes a school that holds nothing").ProducesProblem(403).ProducesProblem(404).ProducesProblem(409);
    }

    private static async Task<Results<Ok<Page<School>>, ProblemHttpResult>> ListAsync(
        Caller caller, SchoolStore schools, [AsParameters] PageQuery page, [AsParameters] SchoolQuery query, CancellationToken cancellationToken)
    {
        if (page.Plan(SchoolStore.SortColumns, "name", "school.id", out var plan) is { } problem) return problem;
        if (query.Check(out var filter) is { } wrong) return wrong;
        return TypedResults.Ok(await schools.ListAsync(caller.Scope, filter, plan, cancellationToken));
    }

    private static async Task<Results<Created<School>, ProblemHttpResult>> CreateAsync(
        CreateSchool body, Caller caller, SchoolStore schools, CancellationToken cancellationToken)
    {
        if (caller.Scope.Kind == ScopeKind.School) return NodeProblems.OutsideScope("A school is made by someone whose scope is its region.");
        if (!caller.Scope.Covers(new ScopePath(body.RegionId))) return NodeProblems.ParentUnknown("region", body.RegionId);
        if (NameRule.Check(body.Name, "name", out var name) is { } problem) return problem;
        if (LiveBudget.Check(body.LiveMegabitsPerSecond) is { } wrong) return wrong;
        if (Tags.Check(body.Tags, out var tags) is { } badTags) return badTags;
        var (outcome, id) = await schools.CreateAsync(body.RegionId, name, body.Kind, body.Tier, LiveBudget.Kbps(body.LiveMegabitsPerSecond), body.LiveChat, tags, cancellationToken);
        if (Refusal(outcome, name, body.RegionId) is { } refused) return refused;
        return TypedResults.Created($"/api/v1/schools/{id}", await schools.FindAsync(caller.Scope, id, cancellationToken));
    }

    private static async Task<Results<Ok<School>, ProblemHttpResult>> GetAsync(string id, Caller caller, SchoolStore schools, CancellationToken cancellationToken) =>
        await schools.FindAsync(caller.Scope, id, cancellationToken) is { } school ? TypedResults.Ok(school) : NodeProblems.Unknown("school", id);

    private static async Task<Results<Ok<School>, ProblemHttpResult>> ChangeAsync(
        string id, ChangeSchool body, Caller caller, SchoolStore schools, PlaceNames places, LiveBudgets budgets, ChatBook chat, EventHub events, CancellationToken cancellationToken)
    {
        if (await schools.FindAsync(caller.Scope, id, cancellationToken) is not { } school) return NodeProblems.Unknown("school", id);
        var regionId = body.RegionId ?? school.RegionId;
        if (regionId != school.RegionId && !caller.Scope.IsHub) return NodeProblems.OutsideScope("A school is moved by someone whose scope is the hub.");
        if (NameRule.Check(body.Name ?? school.Name, "name", out var name) is { } problem) return problem;
        if (LiveBudget.Check(body.LiveMegabitsPerSecond) is { } wrong) return wrong;
        if (Tags.Check(body.Tags, out var tags) is { } badTags) return badTags;
        var wanted = school with
        {
            RegionId = regionId,
            Name = name,
            Kind = body.Kind ?? school.Kind,
            Tier = body.Tier ?? school.Tier,
            LiveMegabitsPerSecond = body.LiveMegabitsPerSecond ?? school.LiveMegabitsPerSecond,
            LiveChat = body.LiveChat ?? school.LiveChat,
            Tags = tags ?? school.Tags,
        };
        if (Refusal(await schools.ChangeAsync(wanted, cancellationToken), name, regionId) is { } refused) return refused;
        if (LiveBudget.Kbps(wanted.LiveMegabitsPerSecond) != LiveBudget.Kbps(school.LiveMegabitsPerSecond)) await budgets.ChangedAsync(id, cancellationToken);
        if (!wanted.LiveChat)
        {
            foreach (var room in chat.End(id)) events.Changed(ChatFeature.Event, room);
        }
        if (name != school.Name) await places.TellSchoolAsync(id, cancellationToken);
        return TypedResults.Ok(await schools.FindAsync(caller.Scope, id, cancellationToken));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string id, Caller caller, SchoolStore schools, CancellationToken cancellationToken)
    {
        if (await schools.FindAsync(caller.Scope, id, cancellationToken) is not { } school) return NodeProblems.Unknown("school", id);
        if (!caller.Scope.Covers(new ScopePath(school.RegionId))) return NodeProblems.OutsideScope("A school is deleted by someone whose scope is its region.");
        var held = await schools.DeleteAsync(id, cancellationToken);
        return held.Any ? NodeProblems.NotEmpty("school", school.Name, held) : TypedResults.NoContent();
    }

    private static ProblemHttpResult? Refusal(NodeChange outcome, string name, string regionId) => outcome switch
    {
        NodeChange.NameTaken => NodeProblems.NameTaken("school", name),
        NodeChange.ParentUnknown => NodeProblems.ParentUnknown("region", regionId),
        _ => null,
    };
}
