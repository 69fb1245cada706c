using Microsoft.AspNetCore.Http.HttpResults;
using Tongtang.HubServer.Accounts;

namespace Tongtang.HubServer.Home;

/// <summary>The console's first page: what the caller should act on now.</summary>
internal static class HomeFeature
{
    public static void AddHome(this IServiceCollection services) => services.AddSingleton<HomeReader>();

    public static void MapHome(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/home", GetAsync).WithTags("home").Needs(Right.SeeRooms).WithName("getHome")
            .WithSummary("What the caller should act on now, by what they may do; of every list the first few");

    private static async Task<Ok<HomeView>> GetAsync(Caller caller, HomeReader reader, CancellationToken cancellationToken) => TypedResults.Ok(await reader.ReadAsync(caller, cancellationToken));
}
