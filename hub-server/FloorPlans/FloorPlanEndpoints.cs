using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;
using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Fleet;
using Tongtang.HubServer.Web;
using Tongtang.Protocol.Http;

namespace Tongtang.HubServer.FloorPlans;

internal static class FloorPlanEndpoints
{
    /// <summary>Base64 is four letters for three bytes.</summary>
    private const int LongestBody = (PictureFile.LongestBytes / 3 * 4) + 4096;

    private const int MostRooms = 500;

    public static void MapFloorPlanRoutes(this IEndpointRouteBuilder app)
    {
        var schools = app.MapGroup("/api/v1/schools/{id}/floor-plans").WithTags("fleet").Needs(Right.ManageTree);
        schools.MapGet("/", ListAsync).WithName("listFloorPlans").Needs(Right.SeeRooms).WithSummary("The floors of a school with the rooms on them").ProducesProblem(404);
        schools.MapPost("/", CreateAsync).WithName("createFloorPlan").WithSummary("A new floor, from a picture").WithMetadata(new RequestSizeLimitAttribute(LongestBody)).ProducesProblem(404).ProducesProblem(409);
        var plans = app.MapGroup("/api/v1/floor-plans/{id}").WithTags("fleet").Needs(Right.ManageTree);
        plans.MapPatch("/", ChangeAsync).WithName("changeFloorPlan").WithSummary("Another name, place or picture").WithMetadata(new RequestSizeLimitAttribute(LongestBody)).ProducesProblem(404);
        plans.MapDelete("/", DeleteAsync).WithName("deleteFloorPlan").WithSummary("Deletes a floor; its rooms stay, without a place on a picture").ProducesProblem(404);
        plans.MapPut("/rooms", SetRoomsAsync).WithName("setFloorPlanRooms").WithSummary("Says where on the picture its rooms are").ProducesProblem(404);
        plans.MapGet("/picture", PictureAsync).WithName("getFloorPlanPicture").Needs(Right.SeeRooms).WithSummary("The picture, PNG or JPEG").Produces<byte[]>(200, "image/png", "image/jpeg").ProducesProblem(404);
    }

    private static async Task<Results<Ok<IReadOnlyList<FloorPlan>>, ProblemHttpResult>> ListAsync(string id, Caller caller, SchoolStore schools, FloorPlanStore plans, CancellationToken cancellationToken)
    {
        if (await schools.FindAsync(caller.Scope, id, cancellationToken) is null) return NodeProblems.Unknown("school", id);
        return TypedResults.Ok(await plans.ListAsync(id, cancellationToken));
    }

    private static async Task<Results<Created<FloorPlan>, ProblemHttpResult>> CreateAsync(
        string id, FloorPlanWish body, Caller caller, SchoolStore schools, FloorPlanStore plans, CancellationToken cancellationToken)
    {
        if (await schools.FindAsync(caller.Scope, id, cancellationToken) is null) return NodeProblems.Unknown("school", id);
        if (NameRule.Check(body.Name, "name", out var name) is { } problem) return problem;
        if (PictureOf(body.Content) is not { } picture) return WrongPicture();
        if (await plans.CreateAsync(id, name, picture, caller.Name, cancellationToken) is not { } made) return Problems.Conflict("floor_plans_too_many", $"A school has at most {FloorPlanStore.Most} floors.");
        return TypedResults.Created($"/api/v1/floor-plans/{made}", await plans.FindAsync(caller.Scope, made, cancellationToken));
    }

    private static async Task<Results<Ok<FloorPlan>, ProblemHttpResult>> ChangeAsync(string id, FloorPlanChange body, Caller caller, FloorPlanStore plans, CancellationToken cancellationToken)
    {
        if (await plans.FindAsync(caller.Scope, id, cancellationToken) is not { } plan) return Unknown();
        if (NameRule.Check(body.Name ?? plan.Name, "name", out var name) is { } problem) return problem;
        var picture = body.Content is null ? null : PictureOf(body.Content);
        if (body.Content is not null && picture is null) return WrongPicture();
        await plans.ChangeAsync(plan, name, body.Position, picture, cancellationToken);
        return TypedResults.Ok(await plans.FindAsync(caller.Scope, id, cancellationToken));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(string id, Caller caller, FloorPlanStore plans, CancellationToken cancellationToken)
    {
        if (await plans.FindAsync(caller.Scope, id, cancellationToken) is not { } plan) return Unknown();
        await plans.DeleteAsync(plan, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<FloorPlan>, ProblemHttpResult>> SetRoomsAsync(string id, FloorPlanRooms body, Caller caller, FloorPlanStore plans, CancellationToken cancellationToken)
    {
        if (await plans.FindAsync(caller.Scope, id, cancellationToken) is not { } plan) return Unknown();
        if (body.Rooms.Count > MostRooms || body.Rooms.Any(room => room is null || room.X is < 0 or > PlacedRoom.Whole || room.Y is < 0 or > PlacedRoom.Whole))
            return Problems.Invalid("rooms_invalid", $"allowed: at most {MostRooms} rooms, x and y from 0 to {PlacedRoom.Whole}.");
        await plans.SetRoomsAsync(plan, body.Rooms, cancellationToken);
        return TypedResults.Ok(await plans.FindAsync(caller.Scope, id, cancellationToken));
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> PictureAsync(
        string id, [FromQuery, Description("The picture's hash as the list has it: the browser may keep that one.")] string? v, Caller caller, FloorPlanStore plans, HttpResponse response, CancellationToken cancellationToken)
    {
        if (await plans.FindAsync(caller.Scope, id, cancellationToken) is not { } plan || await plans.PictureAsync(id, cancellationToken) is not { } picture) return Unknown();
        response.Headers.CacheControl = v == plan.PictureHash ? "private, max-age=86400" : "private, no-cache";
        return TypedResults.File(picture.Bytes, picture.MediaType, entityTag: new EntityTagHeaderValue($"\"{plan.PictureHash}\""));
    }

    private static PictureFile? PictureOf(string content)
    {
        var bytes = new byte[content.Length / 4 * 3];
        return Convert.TryFromBase64String(content, bytes, out var length) ? PictureFile.Read(bytes.AsSpan(0, length)) : null;
    }

    private static ProblemHttpResult WrongPicture() => Problems.Invalid(
        "picture_invalid", $"It is no whole PNG or JPEG of at most {PictureFile.LongestBytes / 1024 / 1024} MB, {PictureFile.LongestSide} pixels a side and {PictureFile.MostPixels / 1_000_000} million pixels.");

    private static ProblemHttpResult Unknown() => Problems.Missing("floor_plan_unknown", "There is no such floor, or it is not the caller's to see.");
}
