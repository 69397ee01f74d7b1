export { namePattern } from './keys/forms.ts'
export { ingredientSchema } from './keys/ingredient.ts'
export { projectSchema } from './keys/project.ts'
export { recipeSchema } from './keys/recipe.ts'
