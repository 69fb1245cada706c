using Tongtang.HubServer.Accounts;
using Tongtang.HubServer.Events;
using Tongtang.HubServer.Fleet;

namespace Tongtang.HubServer.Chat;

/// <summary>Those who watch a room live write to each other. Off, until the school wants it.</summary>
internal static class ChatFeature
{
    /// <summary>Told to pages that named the room.</summary>
    public const string Event = "chat";

    public static void AddChat(this IServiceCollection services)
    {
        services.AddSingleton<ChatBook>();
        services.AddSingleton(new EventSource(Event, LoadAsync) { Right = Right.WatchLessons });
    }

    private static async Task<EventPayload?> LoadAsync(IServiceProvider services, string roomId, CancellationToken cancellationToken)
    {
        if (await services.GetRequiredService<RoomStore>().FindAsync(Scope.Hub, roomId, cancellationToken) is not { } room) return null;
        var allowed = await services.GetRequiredService<SchoolStore>().AllowsChatAsync(room.SchoolId, cancellationToken);
        var messages = allowed ? services.GetRequiredService<ChatBook>().Of(roomId, asker: null) : [];
        return new EventPayload(new ScopePath(room.RegionId, room.SchoolId, room.Id), new RoomChat(roomId, allowed, messages)) { OnlyForRoom = roomId };
    }
}
