package dev.slipway.catalogue;

import dev.slipway.catalog.ImageName;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** An image that was registered, without its versions. */
@Entity
@Table(name = "image")
class ImageRow {
    @Id
    String name;

    String title;
    String description;
    String framework;

    ImageStore.Title title() {
        return new ImageStore.Title(new ImageName(name), title, description, framework);
    }
}
