namespace Tongtang.HubServer.FloorPlans;

/// <summary>A room on a floor: its middle in ten-thousandths of the picture's width and height.</summary>
internal sealed record PlacedRoom(string RoomId, int X, int Y)
{
    public const int Whole = 10_000;
}

/// <summary>A floor of a school, with its rooms.</summary>
/// <param name="Position">Among its school's, from 0.</param>
/// <param name="PictureHash">Another picture has another one.</param>
internal sealed record FloorPlan(string Id, string SchoolId, string Name, int Position, string MediaType, int Width, int Height, string PictureHash, IReadOnlyList<PlacedRoom> Rooms);

/// <summary>Body of <c>POST /api/v1/schools/{id}/floor-plans</c>.</summary>
/// <param name="Content">The picture, PNG or JPEG of at most 3 MB, in Base64.</param>
internal sealed record FloorPlanWish(string Name, string Content);

/// <summary>Body of <c>PATCH /api/v1/floor-plans/{id}</c>: what is not given stays.</summary>
/// <param name="Position">Among its school's, from 0.</param>
/// <param name="Content">Another picture; rooms stay where they are on it.</param>
internal sealed record FloorPlanChange(string? Name = null, int? Position = null, string? Content = null);

/// <summary>Body of <c>PUT /api/v1/floor-plans/{id}/rooms</c>.</summary>
/// <param name="Rooms">All that stand on it; each is taken from the floor where it stood before.</param>
internal sealed record FloorPlanRooms(IReadOnlyList<PlacedRoom> Rooms);
