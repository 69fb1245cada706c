using System.Collections.Immutable;
using Tongtang.HubServer.Live;

namespace Tongtang.HubServer.Tests.Live;

public sealed class LinkedRoomsTests
{
    private readonly LinkedRooms _rooms = new();

    [Fact]
    public void Lesson_LinksItsRoomsSources_UntilItEnds()
    {
        _rooms.Set("lesson", [Link("a", "b", sound: true, "screen"), Link("b", "a", sound: false, "class")]);
        Assert.True(_rooms.Find("a", "b", "screen")!.Sound);
        Assert.False(_rooms.Find("b", "a", "class")!.Sound);
        Assert.Null(_rooms.Find("a", "b", "class"));
        Assert.Null(_rooms.Find("a", "c", "screen"));
        _rooms.Set("lesson", [Link("a", "b", sound: false, "screen", "teacher")]);
        Assert.False(_rooms.Find("a", "b", "teacher")!.Sound);
        Assert.Null(_rooms.Find("b", "a", "class"));
        _rooms.Set("lesson", []);
        Assert.Null(_rooms.Find("a", "b", "screen"));
    }

    [Fact]
    public void TwoLessons_TheFirstDecides_AndTheOtherOneAfterIt()
    {
        _rooms.Set("2", [Link("a", "b", sound: true, "screen")]);
        _rooms.Set("1", [Link("a", "b", sound: false, "screen")]);
        Assert.False(_rooms.Find("a", "b", "screen")!.Sound);
        _rooms.Set("3", []);
        _rooms.Set("1", []);
        Assert.True(_rooms.Find("a", "b", "screen")!.Sound);
        _rooms.Set("2", []);
        Assert.Null(_rooms.Find("a", "b", "screen"));
    }

    private static RoomLink Link(string from, string to, bool sound, params string[] sources) => new(from, to, sources.ToImmutableHashSet(), sound);
}
